"""Plain loops, one epoch at a time, and no function of an earlier question where it can be done without."""

# %% prepare
def prepare(x_train, x_test):
    result = []
    for x in (x_train, x_test):
        n, h, w = x.shape
        scaled = np.zeros((n, h, w, 1))
        for i in range(n):
            scaled[i, :, :, 0] = x[i] / 255
        result.append(scaled)
    return result


# %% one_hot
def one_hot(labels, classes=10):
    rows = []
    for label in labels:
        row = [0] * classes
        row[int(label)] = 1
        rows.append(row)
    return np.array(rows)


# %% hold_out
import random


def hold_out(x, y, n_validation, seed):
    numbers = list(range(len(x)))
    random.Random(seed).shuffle(numbers)
    val, rest = numbers[:n_validation], numbers[n_validation:]
    return (
        np.array([x[i] for i in rest]),
        np.array([y[i] for i in rest]),
        np.array([x[i] for i in val]),
        np.array([y[i] for i in val]),
    )


# %% make_permutation
def make_permutation(n, seed):
    generator = np.random.RandomState(seed)
    left, order = list(range(n)), []
    while left:
        order.append(left.pop(generator.randint(len(left))))
    return order


# %% shuffle_pixels
def shuffle_pixels(images, permutation):
    width = images.shape[2]
    result = images.copy()
    for k, source in enumerate(permutation):
        result[:, k // width, k % width] = images[:, source // width, source % width]
    return result


# %% shuffle_sets
def shuffle_sets(x_train, x_val, x_test, seed):
    height, width = x_train.shape[1], x_train.shape[2]
    permutation = make_permutation(height * width, seed)
    shuffled = []
    for x in [x_train, x_val, x_test]:
        shuffled.append(shuffle_pixels(x, permutation))
    return shuffled


# %% build_fcnn
def build_fcnn(hidden=(), shape=(28, 28, 1), classes=10):
    net = keras.models.Sequential()
    net.add(keras.layers.InputLayer(shape=shape))
    net.add(keras.layers.Flatten())
    for width in hidden:
        net.add(keras.layers.Dense(width))
        net.add(keras.layers.Activation("relu"))
    net.add(keras.layers.Dense(classes))
    net.add(keras.layers.Activation("softmax"))
    net.compile(loss="categorical_crossentropy", optimizer="Adam", metrics=["accuracy"])
    return net


# %% build_cnn
def build_cnn(shape=(28, 28, 1), classes=10):
    net = keras.models.Sequential()
    net.add(keras.layers.InputLayer(shape=shape))
    for i, filters in enumerate([8, 8, 16, 16]):
        net.add(keras.layers.Convolution2D(filters, (3, 3), padding="same"))
        net.add(keras.layers.Activation("relu"))
        if i % 2 == 1:
            net.add(keras.layers.MaxPooling2D(pool_size=(2, 2)))
    net.add(keras.layers.Flatten())
    for width, function in [(40, "relu"), (classes, "softmax")]:
        net.add(keras.layers.Dense(width))
        net.add(keras.layers.Activation(function))
    net.compile(loss="categorical_crossentropy", optimizer="Adam", metrics=["accuracy"])
    return net


# %% copy_model
def copy_model(model):
    twin = keras.models.clone_model(model)
    for own, other in zip(twin.weights, model.weights):
        own.assign(other)
    twin.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
    return twin


# %% train
def train(model, data, epochs):
    history = {}
    for epoch in range(epochs):
        step = model.fit(
            data["x_train"],
            one_hot(data["y_train"]),
            batch_size=32,
            epochs=1,
            validation_data=(data["x_val"], one_hot(data["y_val"])),
            verbose=0,
        ).history
        for key in step:
            history.setdefault(key, []).append(step[key][0])
    return history


# %% accuracy
def predict_labels(model, x):
    labels = []
    for row in model.predict(x, verbose=0):
        best = 0
        for j in range(len(row)):
            if row[j] > row[best]:
                best = j
        labels.append(best)
    return np.array(labels)


def accuracy(model, x, labels):
    right = 0
    for said, label in zip(predict_labels(model, x), labels):
        if said == label:
            right += 1
    return right / len(labels)


# %% run_experiment
def run_experiment(model, model_shuffled, original, shuffled, epochs):
    results = {}
    for key, net, data in [("original", model, original), ("shuffled", model_shuffled, shuffled)]:
        train(net, data, epochs)
        results[key] = accuracy(net, data["x_test"], data["y_test"])
    return results


# %% confusion_matrix
def confusion_matrix(labels, predicted, classes=10):
    return [
        [sum(1 for l, p in zip(labels, predicted) if l == i and p == j) for j in range(classes)] for i in range(classes)
    ]


# %% permute_first_layer
def permute_first_layer(weights, permutation):
    matrix = np.zeros(weights[0].shape, dtype=weights[0].dtype)
    for k in range(len(permutation)):
        matrix[k] = weights[0][permutation[k]]
    return [matrix] + weights[1:]
