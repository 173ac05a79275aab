"""The number of epochs is ignored: there is always one."""

QUESTION = "train"
HINT = "You train for one epoch, whatever is asked for. Pass `epochs=epochs` on."


# %% train
def train(model, epochs):
    fitted = model.fit(x_train, y_train, batch_size=32, validation_data=(x_val, y_val), verbose=0)
    return fitted.history
