"""Softmax is applied twice."""

QUESTION = "build_model"
HINT = "Your outputs went through softmax twice, which pulls them towards one half. Once is enough."


# %% build_model
def build_model(kernels=1):
    model = keras.Sequential(
        [
            keras.Input((SIZE, SIZE, 1)),
            layers.Conv2D(kernels, (5, 5), padding="same", activation="linear"),
            layers.MaxPooling2D(pool_size=(SIZE, SIZE)),
            layers.Flatten(),
            layers.Dense(2, activation="softmax"),
            layers.Softmax(),
        ]
    )
    model.compile(loss="categorical_crossentropy", optimizer=keras.optimizers.Adam(0.01), metrics=["accuracy"])
    return model
