"""The test data are used as validation data."""

QUESTION = "train"
HINT = "Your network is watched on the test data. Use the validation data: the test data are for the very end."


# %% train
def train(model, data, epochs):
    fitted = model.fit(
        data["x_train"],
        one_hot(data["y_train"]),
        validation_data=(data["x_test"], one_hot(data["y_test"])),
        epochs=epochs,
        batch_size=32,
        verbose=0,
    )
    return fitted.history
