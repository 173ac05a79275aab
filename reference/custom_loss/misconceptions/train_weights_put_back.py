"""The weights are put back after the training."""

QUESTION = "train"
HINT = "After your training the model has its old weights again. Let `fit` change the given model, and leave it so."


# %% train
def train(model, epochs):
    before = model.get_weights()
    fitted = model.fit(x_train, y_train, batch_size=32, epochs=epochs, validation_data=(x_val, y_val), verbose=0)
    model.set_weights(before)
    return fitted.history
