"""A missing bracket in `hold_out`, and a History object returned by `train`."""

EXPECTED = {
    "prepare": 2,
    "one_hot": 1,
    "hold_out": 0,
    "make_permutation": 2,
    "shuffle_pixels": 4,
    "shuffle_sets": 2,
    "build_fcnn": 4,
    "build_cnn": 4,
    "copy_model": 3,
    "train": 0,
    "accuracy": 2,
    "run_experiment": 3,
    "confusion_matrix": 3,
    "permute_first_layer": 3,
}

# %% hold_out
def hold_out(x, y, n_validation, seed):
    idx = np.random.default_rng(seed).permutation(len(x)
    return x[idx[n_validation:]], y[idx[n_validation:]], x[idx[:n_validation]], y[idx[:n_validation]]

# %% train
def train(model, data, epochs):
    return model.fit(data["x_train"], one_hot(data["y_train"]), epochs=epochs, batch_size=32, verbose=0,
                     validation_data=(data["x_val"], one_hot(data["y_val"])))
