"""The model is trained on the validation data."""

QUESTION = "train"
HINT = "Your model is trained on the validation data. Train on x_train and y_train."


# %% train
def train(model, epochs):
    fitted = model.fit(x_val, y_val, batch_size=32, epochs=epochs, validation_data=(x_val, y_val), verbose=0)
    return fitted.history
