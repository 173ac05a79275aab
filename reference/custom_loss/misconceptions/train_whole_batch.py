"""All training data make one batch: there is one step in each epoch."""

QUESTION = "train"
HINT = "Your batch holds all training data, so each epoch is only one step. Use `batch_size=32`."


# %% train
def train(model, epochs):
    fitted = model.fit(x_train, y_train, batch_size=len(x_train), epochs=epochs, validation_data=(x_val, y_val), verbose=0)
    return fitted.history
