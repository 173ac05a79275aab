"""The number of epochs is not passed on to fit."""

QUESTION = "train"
HINT = "Your network is always trained for one epoch. Pass `epochs` on to `fit`."


# %% train
def train(model, data, epochs):
    validation = (data["x_val"], one_hot(data["y_val"]))
    fitted = model.fit(data["x_train"], one_hot(data["y_train"]), validation_data=validation, batch_size=32, verbose=0)
    return fitted.history
