"""Plain Python: lists, loops and one image at a time, with other names."""

# %% split
def split(labels, per_class, n_validation, n_test, seed):
    rng = np.random.default_rng(seed)
    taken = {}
    train, left = [], []
    for index in rng.permutation(len(labels)):
        kind = int(labels[index])
        if taken.get(kind, 0) < per_class:
            taken[kind] = taken.get(kind, 0) + 1
            train.append(int(index))
        else:
            left.append(int(index))
    return train, left[:n_validation], left[n_validation:n_validation + n_test]


# %% forest_predictions
def forest_predictions(inputs, labels, new_inputs, seed):
    rows = [np.ravel(one) for one in inputs]
    new_rows = [np.ravel(one) for one in new_inputs]
    trees = RandomForestClassifier(n_estimators=100, random_state=seed)
    trees.fit(rows, list(labels))
    return [int(kind) for kind in trees.predict(new_rows)]


# %% predicted_classes
def predicted_classes(probabilities):
    answer = []
    for row in probabilities:
        best = 0
        for kind in range(len(row)):
            if row[kind] > row[best]:
                best = kind
        answer.append(best)
    return answer


# %% preprocess
def preprocess(images, side):
    big = enlarge(images, side)
    out = np.zeros(big.shape)
    for new, (old, mean) in enumerate([(2, 103.939), (1, 116.779), (0, 123.68)]):
        out[:, :, :, new] = big[:, :, :, old] - mean
    return out


# %% extract_features
def extract_features(model, inputs):
    result = []
    for i in range(0, len(inputs), 16):
        result.extend(np.array(model.predict(inputs[i:i + 16], verbose=0)))
    return np.array(result)


# %% predictions_from_features
def predictions_from_features(backbone, images, labels, new_images, side, seed):
    old_f = extract_features(backbone, preprocess(images, side))
    new_f = extract_features(backbone, preprocess(new_images, side))
    return forest_predictions(old_f, labels, new_f, seed)


# %% scale
def scale(train, validation, test):
    out = [np.zeros(part.shape) for part in (train, validation, test)]
    for j in range(train.shape[1]):
        m = sum(train[:, j].astype(float)) / len(train)
        s = (sum((train[:, j].astype(float) - m) ** 2) / len(train)) ** 0.5
        for result, part in zip(out, (train, validation, test)):
            result[:, j] = (part[:, j] - m) / (s if s > 0 else 1.0)
    return out


# %% build_head
def build_head(n_features, n_classes):
    network = keras.models.Sequential()
    network.add(keras.layers.InputLayer(shape=(n_features,)))
    for units in (200, 200):
        network.add(keras.layers.Dense(units))
        network.add(keras.layers.Activation("relu"))
    network.add(keras.layers.Dense(n_classes))
    network.add(keras.layers.Activation("softmax"))
    network.compile(loss="categorical_crossentropy", optimizer="adam")
    return network


# %% choose
def choose(candidates, labels):
    best, best_share = None, -1.0
    for name in candidates:
        right = 0
        for guess, truth in zip(candidates[name]["validation"], labels["validation"]):
            right += int(guess == truth)
        if right / len(labels["validation"]) > best_share:
            best, best_share = name, right / len(labels["validation"])
    hits = [int(guess == truth) for guess, truth in zip(candidates[best]["test"], labels["test"])]
    return [best, sum(hits) / len(hits)]


# %% build_transfer
def build_transfer(base, n_classes):
    base.trainable = False
    image = keras.Input(shape=base.input_shape[1:])
    z = base(image, training=False)
    z = keras.layers.Dense(200)(z)
    z = keras.layers.Activation("relu")(z)
    z = keras.layers.Dense(n_classes)(z)
    z = keras.layers.Activation("softmax")(z)
    whole = keras.Model(image, z)
    whole.compile(optimizer="adam", loss="categorical_crossentropy")
    return whole


# %% fine_tune
def fine_tune(model, base, last):
    base.trainable = True
    number = len(base.layers)
    while number > 0:
        number -= 1
        base.layers[number].trainable = number >= len(base.layers) - last
    model.compile(optimizer=keras.optimizers.Adam(learning_rate=1e-5), loss="categorical_crossentropy")
    return model


# %% with_mirror_images
def with_mirror_images(images, labels):
    pictures, kinds = [], []
    for picture, kind in zip(images, labels):
        pictures.append(picture)
        kinds.append(kind)
    for picture, kind in zip(images, labels):
        pictures.append([row[::-1] for row in picture])
        kinds.append(kind)
    return np.array(pictures), np.array(kinds)


# %% strategy
answers = dict(little_similar="B", little_different="D", lots_similar="A", lots_different="C")
globals().update(answers)
