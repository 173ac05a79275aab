"""All right, with helper functions in a cell of his own, other argument names and layers collected in a list."""

EXPECTED = {
    "prepare": 2,
    "one_hot": 1,
    "hold_out": 3,
    "make_permutation": 2,
    "shuffle_pixels": 4,
    "shuffle_sets": 2,
    "build_fcnn": 4,
    "build_cnn": 4,
    "copy_model": 3,
    "train": 3,
    "accuracy": 2,
    "run_experiment": 3,
    "confusion_matrix": 3,
    "permute_first_layer": 3,
}

# %% [insert-after] shuffle_sets
def finish(model):
    """compile the way the task wants it"""
    model.compile(optimizer=keras.optimizers.Adam(), loss="categorical_crossentropy", metrics=["accuracy"])
    return model

def conv(n):
    return keras.layers.Conv2D(n, 3, activation="relu", padding="same")

# %% shuffle_pixels
def shuffle_pixels(imgs, perm):
    out = np.zeros_like(imgs)
    for i, img in enumerate(imgs):
        out[i] = img.flatten()[perm].reshape(img.shape)
    return out

# %% build_fcnn
def build_fcnn(sizes=(), input_shape=(28, 28, 1), n_out=10):
    D = keras.layers.Dense
    return finish(keras.Sequential(
        [keras.layers.Input(input_shape), keras.layers.Flatten()]
        + [D(s, activation="relu") for s in sizes]
        + [D(n_out, activation="softmax")]))

# %% build_cnn
def build_cnn(input_shape=(28, 28, 1), n_out=10):
    pool = keras.layers.MaxPooling2D
    return finish(keras.Sequential([
        keras.layers.Input(input_shape),
        conv(8), conv(8), pool(),
        conv(16), conv(16), pool(),
        keras.layers.Flatten(),
        keras.layers.Dense(40, activation="relu"),
        keras.layers.Dense(n_out, activation="softmax"),
    ]))

# %% copy_model
def copy_model(m):
    m2 = keras.models.clone_model(m)
    m2.set_weights(m.get_weights())
    return finish(m2)
