"""The training data serve for validation as well."""

QUESTION = "train"
HINT = "Your validation loss is measured on the training data, so it never shows overfitting. Use x_val and y_val."


# %% train
def train(model, epochs):
    fitted = model.fit(x_train, y_train, batch_size=32, epochs=epochs, validation_data=(x_train, y_train), verbose=0)
    return fitted.history
