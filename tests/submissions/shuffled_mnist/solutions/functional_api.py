"""Keras's functional API, whole-array numpy, keyword arguments in another order."""

# %% prepare
def prepare(x_train, x_test):
    def scale(x):
        return np.expand_dims(x, -1) / 255.0

    return scale(x_train), scale(x_test)


# %% one_hot
def one_hot(labels, classes=10):
    return keras.utils.to_categorical(labels, classes)


# %% hold_out
def hold_out(x, y, n_validation, seed):
    rng = np.random.default_rng(seed)
    chosen = rng.choice(len(x), size=n_validation, replace=False)
    mask = np.zeros(len(x), dtype=bool)
    mask[chosen] = True
    return x[~mask], y[~mask], x[mask], y[mask]


# %% make_permutation
def make_permutation(n, seed):
    order = np.arange(n)
    np.random.default_rng(seed).shuffle(order)
    return order


# %% shuffle_pixels
def shuffle_pixels(images, permutation):
    return np.take(images.reshape(images.shape[0], -1), permutation, axis=1).reshape(images.shape)


# %% shuffle_sets
def shuffle_sets(x_train, x_val, x_test, seed):
    sets = [x_train, x_val, x_test]
    n_pixels = int(np.prod(x_train.shape[1:]))
    order = make_permutation(n_pixels, seed)
    everything = shuffle_pixels(np.concatenate(sets), order)
    return tuple(np.split(everything, np.cumsum([len(part) for part in sets])[:-1]))


# %% build_fcnn
from keras import layers


def build_fcnn(hidden=(), shape=(28, 28, 1), classes=10):
    inputs = keras.Input(shape=shape)
    h = layers.Flatten()(inputs)
    for k in hidden:
        h = layers.Dense(k)(h)
        h = layers.Activation("relu")(h)
    outputs = layers.Dense(classes, activation=keras.activations.softmax)(h)
    model = keras.Model(inputs=inputs, outputs=outputs, name="fcnn")
    model.compile(optimizer=keras.optimizers.Adam(), loss=keras.losses.CategoricalCrossentropy(), metrics=["acc"])
    return model


# %% build_cnn
def build_cnn(shape=(28, 28, 1), classes=10):
    inputs = keras.Input(shape=shape)
    h = inputs
    for filters in (8, 16):
        for _ in range(2):
            h = layers.Conv2D(filters, kernel_size=(3, 3), padding="same")(h)
            h = layers.ReLU()(h)
        h = layers.MaxPool2D(pool_size=2, strides=2)(h)
    h = layers.Flatten()(h)
    h = layers.Dense(40, activation="relu")(h)
    model = keras.Model(inputs, layers.Dense(classes, activation="softmax")(h))
    model.compile(optimizer=keras.optimizers.Adam(1e-3), loss="categorical_crossentropy", metrics=["accuracy"])
    return model


# %% copy_model
def copy_model(model):
    second = keras.models.clone_model(model)
    second.set_weights(model.get_weights())
    second.compile(loss=keras.losses.categorical_crossentropy, optimizer="adam", metrics=["accuracy"])
    return second


# %% train
def train(model, data, epochs):
    h = model.fit(
        x=data["x_train"],
        y=keras.utils.to_categorical(data["y_train"], 10),
        epochs=epochs,
        batch_size=32,
        verbose=2,
        validation_data=(data["x_val"], keras.utils.to_categorical(data["y_val"], 10)),
    )
    return h.history


# %% accuracy
def predict_labels(model, x):
    return model.predict(x, verbose=0).argmax(-1)


def accuracy(model, x, labels):
    return (predict_labels(model, x) == labels).mean()


# %% run_experiment
def run_experiment(model, model_shuffled, original, shuffled, epochs):
    train(model_shuffled, shuffled, epochs)
    train(model, original, epochs)
    return dict(
        shuffled=accuracy(model_shuffled, shuffled["x_test"], shuffled["y_test"]),
        original=accuracy(model, original["x_test"], original["y_test"]),
    )


# %% confusion_matrix
def confusion_matrix(labels, predicted, classes=10):
    return one_hot(labels, classes).T @ one_hot(predicted, classes)


# %% permute_first_layer
def permute_first_layer(weights, permutation):
    new = [w.copy() for w in weights]
    new[0] = new[0][permutation, :]
    return new
