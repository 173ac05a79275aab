"""The maximum is taken over windows of 2×2 instead of the whole map."""

QUESTION = "build_model"
HINT = "Your pooling keeps one value for each 2×2 window. The pooling window must be as large as the map."


# %% build_model
def build_model(kernels=1):
    model = keras.Sequential(
        [
            keras.Input((SIZE, SIZE, 1)),
            layers.Conv2D(kernels, (5, 5), padding="same", activation="linear"),
            layers.MaxPooling2D(pool_size=(2, 2)),
            layers.Flatten(),
            layers.Dense(2, activation="softmax"),
        ]
    )
    model.compile(loss="categorical_crossentropy", optimizer=keras.optimizers.Adam(0.01), metrics=["accuracy"])
    return model
