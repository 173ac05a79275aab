"""The optimizer is plain stochastic gradient descent."""

QUESTION = "build_model"
HINT = "Your optimizer is plain gradient descent. Adam is asked for."


# %% build_model
def build_model(kernels=1):
    model = keras.Sequential(
        [
            keras.Input((SIZE, SIZE, 1)),
            layers.Conv2D(kernels, (5, 5), padding="same", activation="linear"),
            layers.MaxPooling2D(pool_size=(SIZE, SIZE)),
            layers.Flatten(),
            layers.Dense(2, activation="softmax"),
        ]
    )
    model.compile(loss="categorical_crossentropy", optimizer=keras.optimizers.SGD(0.01), metrics=["accuracy"])
    return model
