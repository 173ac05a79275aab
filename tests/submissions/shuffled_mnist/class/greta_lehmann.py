"""Integer division, logits with a loss that knows it, matrix the other way round."""

EXPECTED = {
    "prepare": 1.33,
    "one_hot": 1,
    "hold_out": 3,
    "make_permutation": 2,
    "shuffle_pixels": 4,
    "shuffle_sets": 2,
    "build_fcnn": 3,
    "build_cnn": 4,
    "copy_model": 3,
    "train": 3,
    "accuracy": 2,
    "run_experiment": 3,
    "confusion_matrix": 1,
    "permute_first_layer": 3,
}

# %% prepare
def prepare(x_train, x_test):
    return (x_train // 255)[..., None], (x_test // 255)[..., None]

# %% build_fcnn
def build_fcnn(hidden=(), shape=(28, 28, 1), classes=10):
    model = keras.Sequential([keras.Input(shape), keras.layers.Flatten()])
    for h in hidden:
        model.add(keras.layers.Dense(h, activation="relu"))
    model.add(keras.layers.Dense(classes))
    loss = keras.losses.CategoricalCrossentropy(from_logits=True)
    model.compile(loss=loss, optimizer="adam", metrics=["accuracy"])
    return model

# %% confusion_matrix
def confusion_matrix(labels, predicted, classes=10):
    m = np.zeros((classes, classes), int)
    for t, p in zip(labels, predicted):
        m[p][t] += 1
    return m
