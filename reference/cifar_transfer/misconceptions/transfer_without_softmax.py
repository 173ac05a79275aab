"""The output layer has no softmax."""

QUESTION = "build_transfer"
HINT = "Your model's outputs are no probabilities. Give the last layer a softmax."


# %% build_transfer
def build_transfer(base, n_classes):
    base.trainable = False
    inputs = keras.Input(base.input_shape[1:])
    hidden = keras.layers.Dense(200, activation="relu")(base(inputs))
    model = keras.Model(inputs, keras.layers.Dense(n_classes)(hidden))
    model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
    return model
