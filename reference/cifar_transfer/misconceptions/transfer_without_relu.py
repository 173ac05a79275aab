"""The hidden layer of the new head has no activation."""

QUESTION = "build_transfer"
HINT = "Two dense layers without a function in between are one linear layer. Give the hidden one a ReLU."


# %% build_transfer
def build_transfer(base, n_classes):
    base.trainable = False
    inputs = keras.Input(base.input_shape[1:])
    hidden = keras.layers.Dense(200)(base(inputs))
    outputs = keras.layers.Dense(n_classes, activation="softmax")(hidden)
    model = keras.Model(inputs, outputs)
    model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
    return model
