"""The twin starts with new random weights."""

QUESTION = "copy_model"
HINT = "Your twin has other weights than the model: `clone_model` draws new ones. Copy them with get_weights and set_weights."


# %% copy_model
def copy_model(model):
    model2 = keras.models.clone_model(model)
    model2.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
    return model2
