"""The kernel never stands on the border: valid padding."""

QUESTION = "build_model"
HINT = 'Your map is smaller than the picture. With padding="same" the kernel is centred on border pixels, too.'


# %% build_model
def build_model(kernels=1):
    model = keras.Sequential(
        [
            keras.Input((SIZE, SIZE, 1)),
            layers.Conv2D(kernels, (5, 5), padding="valid", activation="linear"),
            layers.GlobalMaxPooling2D(),
            layers.Flatten(),
            layers.Dense(2, activation="softmax"),
        ]
    )
    model.compile(loss="categorical_crossentropy", optimizer=keras.optimizers.Adam(0.01), metrics=["accuracy"])
    return model
