"""Shuffles in place and per image, watches the test data, and tests the wrong network."""

EXPECTED = {
    "prepare": 2,
    "one_hot": 1,
    "hold_out": 3,
    "make_permutation": 2,
    "shuffle_pixels": 1,
    "shuffle_sets": 1,
    "build_fcnn": 4,
    "build_cnn": 4,
    "copy_model": 3,
    "train": 1.5,
    "accuracy": 2,
    "run_experiment": 0,
    "confusion_matrix": 3,
    "permute_first_layer": 3,
}

# %% shuffle_pixels
def shuffle_pixels(images, permutation):
    flat = images.reshape(len(images), -1)
    for row in flat:
        np.random.shuffle(row)
    return flat.reshape(images.shape)

# %% train
def train(model, data, epochs):
    fit = model.fit(data["x_train"], one_hot(data["y_train"]), epochs=epochs, batch_size=32, verbose=0,
                    validation_data=(data["x_test"], one_hot(data["y_test"])))
    return fit.history

# %% run_experiment
def run_experiment(model, model_shuffled, original, shuffled, epochs):
    train(model, original, epochs)
    train(model_shuffled, shuffled, epochs)
    acc1 = accuracy(model, original["x_test"], original["y_test"])
    acc2 = accuracy(model, shuffled["x_test"], shuffled["y_test"])
    print("original", acc1, "shuffled", acc2)
    return {"original": acc1, "shuffled": acc2}
