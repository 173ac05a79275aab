"""The validation loss is measured on the training data."""

QUESTION = "train"
HINT = "Your validation loss is measured on the training data. Give `fit` x_val and y_val for it."


# %% train
def train(model, x_train, y_train, x_val, y_val, epochs):
    history = model.fit(
        x_train, y_train, validation_data=(x_train, y_train), epochs=epochs, batch_size=32, shuffle=True, verbose=0
    )
    return history.history
