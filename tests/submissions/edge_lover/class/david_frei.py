"""Colab forms and helper functions in cells of his own; binary cross-entropy on two softmax units, which is the same number."""

EXPECTED = {
    "draw_bars": 2,
    "make_data": 4,
    "make_sets": 2,
    "build_model": 8,
    "count_weights": 1,
    "loss_component": 1,
    "train": 3,
    "activation_map": 3,
    "lover_weights": 2,
}

# %% [insert-after] helpers
# @title My settings { run: "auto" }
learning_rate = 0.01  # @param {type:"number"}
batch = 32  # @param {type:"integer"}


def to_unit(x):
    return x.astype("float32") / 255


def conv_block(x, kernels):
    x = layers.Conv2D(kernels, 5, padding="same")(x)
    return layers.Flatten()(layers.MaxPooling2D(SIZE)(x))

# %% make_sets
def make_sets(n_train, n_val, seed):
    x_val, y_val = make_data(n_val, seed=seed + 12345)
    x_train, y_train = make_data(n_train, seed=seed)
    return to_unit(x_train), y_train, to_unit(x_val), y_val

# %% build_model
# @title The model
def build_model(kernels=1):
    i = keras.Input((SIZE, SIZE, 1))
    o = layers.Dense(2, activation="softmax")(conv_block(i, kernels))
    m = keras.Model(i, o)
    m.compile(keras.optimizers.Adam(learning_rate), "binary_crossentropy", metrics=["accuracy"])
    return m

# %% train
def train(model, x_train, y_train, x_val, y_val, epochs):
    callback = keras.callbacks.TerminateOnNaN()
    return dict(model.fit(x_train, y_train, batch_size=batch, epochs=epochs, verbose=0,
                          validation_data=(x_val, y_val), callbacks=[callback]).history)

# %% activation_map
def activation_map(image, kernel, bias=0.0):
    layer = layers.Conv2D(1, 5, padding="same")
    layer.build((None, None, None, 1))
    layer.set_weights([np.asarray(kernel).reshape(5, 5, 1, 1), np.array([bias])])
    return keras.ops.convert_to_numpy(layer(np.asarray(image)[None, :, :, None]))[0, :, :, 0]
