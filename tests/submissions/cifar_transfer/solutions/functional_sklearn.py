"""scikit-learn's tools where there are some, and Keras' functional API."""

# %% split
from sklearn.model_selection import train_test_split


def split(labels, per_class, n_validation, n_test, seed):
    rng = np.random.default_rng(seed)
    everything = np.arange(len(labels))
    order = rng.permutation(everything)
    # a stable sort by class keeps the random order within each class
    by_class = order[np.argsort(labels[order], kind="stable")]
    starts = np.searchsorted(labels[by_class], np.unique(labels))
    train = np.concatenate([by_class[start : start + per_class] for start in starts])
    remaining = np.array(sorted(set(everything.tolist()) - set(train.tolist())))
    validation, rest = train_test_split(remaining, train_size=n_validation, random_state=seed)
    test, _ = train_test_split(rest, train_size=n_test, random_state=seed)
    return train, validation, test


# %% forest_predictions
def forest_predictions(inputs, labels, new_inputs, seed):
    flat = lambda a: np.asarray(a).reshape(len(a), int(np.prod(np.shape(a)[1:])))
    return RandomForestClassifier(100, random_state=seed).fit(flat(inputs), labels).predict(flat(new_inputs))


# %% predicted_classes
def predicted_classes(probabilities):
    return keras.ops.convert_to_numpy(keras.ops.argmax(probabilities, axis=-1))


# %% preprocess
def preprocess(images, side):
    return keras.applications.vgg16.preprocess_input(enlarge(images, side).copy())


# %% extract_features
def extract_features(model, inputs):
    return np.vstack([model.predict_on_batch(chunk) for chunk in np.array_split(inputs, len(inputs) // 32 + 1)])


# %% predictions_from_features
def predictions_from_features(backbone, images, labels, new_images, side, seed):
    both = extract_features(backbone, preprocess(np.concatenate([images, new_images]), side))
    return forest_predictions(both[: len(images)], labels, both[len(images) :], seed)


# %% scale
from sklearn.preprocessing import StandardScaler


def scale(train, validation, test):
    scaler = StandardScaler()
    scaler.fit(train)
    return [scaler.transform(part) for part in (train, validation, test)]


# %% build_head
def build_head(n_features, n_classes):
    x = inp = keras.layers.Input(shape=(n_features,))
    for _ in range(2):
        x = keras.layers.Dense(200)(x)
        x = keras.layers.ReLU()(x)
    x = keras.layers.Dense(n_classes)(x)
    out = keras.layers.Softmax()(x)
    net = keras.Model(inputs=inp, outputs=out)
    net.compile(keras.optimizers.Adam(learning_rate=1e-3), keras.losses.CategoricalCrossentropy())
    return net


# %% choose
def choose(candidates, labels):
    from sklearn.metrics import accuracy_score

    ranking = sorted(candidates.items(), key=lambda item: accuracy_score(labels["validation"], item[1]["validation"]))
    name, winner = ranking[-1]
    return name, accuracy_score(labels["test"], winner["test"])


# %% build_transfer
def build_transfer(base, n_classes):
    for layer in base.layers:
        layer.trainable = False
    base.trainable = False
    net = keras.Sequential([base, keras.layers.Dense(200, activation="relu"), keras.layers.Dense(n_classes, activation="softmax")])
    net.compile(loss=keras.losses.CategoricalCrossentropy(), optimizer=keras.optimizers.Adam())
    return net


# %% fine_tune
def fine_tune(model, base, last):
    base.trainable = True
    first_free = len(base.layers) - last
    for i, layer in enumerate(base.layers):
        layer.trainable = i >= first_free
    model.compile(loss="categorical_crossentropy", optimizer=keras.optimizers.Adam(learning_rate=0.00001), metrics=["acc"])
    return model


# %% with_mirror_images
def with_mirror_images(images, labels):
    return np.vstack((images, np.array([np.fliplr(image) for image in images]))), np.hstack((labels, labels))


# %% strategy
little_similar = "B"
little_different = "D"
lots_similar = "A"
lots_different = "C"
