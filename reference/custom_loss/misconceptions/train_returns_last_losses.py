"""Only the last loss is returned, instead of the whole history."""

QUESTION = "train"
HINT = "You return only the last values. Return the whole `.history`: one number for each epoch."


# %% train
def train(model, epochs):
    fitted = model.fit(x_train, y_train, batch_size=32, epochs=epochs, validation_data=(x_val, y_val), verbose=0)
    return {name: values[-1:] for name, values in fitted.history.items()}
