"""The mean of the activation map is taken instead of its maximum."""

QUESTION = "build_model"
HINT = "Your network keeps the mean of the map. Keep the maximum: is there any place that the kernel likes?"


# %% build_model
def build_model(kernels=1):
    model = keras.Sequential(
        [
            keras.Input((SIZE, SIZE, 1)),
            layers.Conv2D(kernels, (5, 5), padding="same", activation="linear"),
            layers.AveragePooling2D(pool_size=(SIZE, SIZE)),
            layers.Flatten(),
            layers.Dense(2, activation="softmax"),
        ]
    )
    model.compile(loss="categorical_crossentropy", optimizer=keras.optimizers.Adam(0.01), metrics=["accuracy"])
    return model
