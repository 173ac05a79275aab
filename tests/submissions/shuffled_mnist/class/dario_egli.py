"""Draws a new permutation in each call, and forgets the second block of the CNN."""

EXPECTED = {
    "prepare": 2,
    "one_hot": 1,
    "hold_out": 3,
    "make_permutation": 1,
    "shuffle_pixels": 4,
    "shuffle_sets": 1,
    "build_fcnn": 4,
    "build_cnn": 1,
    "copy_model": 3,
    "train": 3,
    "accuracy": 2,
    "run_experiment": 3,
    "confusion_matrix": 3,
    "permute_first_layer": 3,
}

# %% make_permutation
def make_permutation(n, seed):
    p = list(range(n))
    np.random.shuffle(p)
    return np.array(p)

# %% shuffle_sets
def shuffle_sets(x_train, x_val, x_test, seed):
    n = x_train.shape[1] * x_train.shape[2]
    a = shuffle_pixels(x_train, make_permutation(n, seed))
    b = shuffle_pixels(x_val, make_permutation(n, seed))
    c = shuffle_pixels(x_test, make_permutation(n, seed))
    return a, b, c

# %% build_cnn
def build_cnn(shape=(28, 28, 1), classes=10):
    model = keras.Sequential()
    model.add(keras.Input(shape))
    model.add(keras.layers.Conv2D(8, (3, 3), padding="same", activation="relu"))
    model.add(keras.layers.Conv2D(8, (3, 3), padding="same", activation="relu"))
    model.add(keras.layers.MaxPooling2D((2, 2)))
    model.add(keras.layers.Flatten())
    model.add(keras.layers.Dense(40, activation="relu"))
    model.add(keras.layers.Dense(10, activation="softmax"))
    model.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
    model.summary()
    return model
