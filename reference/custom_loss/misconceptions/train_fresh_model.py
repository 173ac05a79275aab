"""A fresh copy is trained, and the given model stays as it was."""

QUESTION = "train"
HINT = "You train a copy, and the given model stays untrained. Call `fit` on the model itself."


# %% train
def train(model, epochs):
    twin = keras.models.clone_model(model)
    twin.set_weights(model.get_weights())
    optimizer = type(model.optimizer).from_config(model.optimizer.get_config())
    twin.compile(optimizer=optimizer, loss=model.loss)
    fitted = twin.fit(x_train, y_train, batch_size=32, epochs=epochs, validation_data=(x_val, y_val), verbose=0)
    return fitted.history
