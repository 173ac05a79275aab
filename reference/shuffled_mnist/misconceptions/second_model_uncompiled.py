"""The second model is made from the layers alone, and not compiled."""

QUESTION = "copy_model"
HINT = "Your twin has the layers and weights, but it is not compiled. Compile it before you return it."


# %% copy_model
def copy_model(model):
    model2 = type(model).from_config(model.get_config())
    model2.set_weights(model.get_weights())
    return model2
