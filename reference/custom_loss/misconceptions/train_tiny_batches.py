"""A batch holds eight observations: there are four times as many steps in each epoch."""

QUESTION = "train"
HINT = "Your batches are smaller than asked, so each epoch has more steps, and each step sees less. Use `batch_size=32`."


# %% train
def train(model, epochs):
    fitted = model.fit(x_train, y_train, batch_size=8, epochs=epochs, validation_data=(x_val, y_val), verbose=0)
    return fitted.history
