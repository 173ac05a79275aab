"""The mini-batches are not shuffled."""

QUESTION = "train"
HINT = "Your mini-batches are the same in each epoch. Let `fit` shuffle the pictures."


# %% train
def train(model, x_train, y_train, x_val, y_val, epochs):
    history = model.fit(
        x_train, y_train, validation_data=(x_val, y_val), epochs=epochs, batch_size=32, shuffle=False, verbose=0
    )
    return history.history
