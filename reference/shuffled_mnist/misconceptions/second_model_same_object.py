"""model2 = model: the twin is the same network under another name."""

QUESTION = "copy_model"
HINT = "Your twin is the same network under a second name: training one trains the other. Make a new network."


# %% copy_model
def copy_model(model):
    model2 = model
    model2.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
    return model2
