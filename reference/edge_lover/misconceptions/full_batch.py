"""All training pictures are one batch, so that there is one update per epoch."""

QUESTION = "train"
HINT = "You put all pictures into one batch: one update per epoch. Use mini-batches of 32."


# %% train
def train(model, x_train, y_train, x_val, y_val, epochs):
    history = model.fit(
        x_train, y_train, validation_data=(x_val, y_val), epochs=epochs, batch_size=len(x_train), shuffle=True, verbose=0
    )
    return history.history
