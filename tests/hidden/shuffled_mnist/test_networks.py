"""``build_fcnn``, ``build_cnn`` and ``copy_model``: known weights are put into the student's networks; nothing is trained."""

import keras
import numpy as np

from autograder.grading.check import agree, check, require

ATOL = 1e-5  # probabilities in float32


def shapes(weights):
    return [np.shape(weight) for weight in weights]


def scores(outputs, what):
    """Outputs up to a constant per image: log-probabilities of softmax outputs, linear outputs as they are."""
    outputs = np.asarray(outputs, dtype=float)
    require(outputs.ndim == 2 and np.isfinite(outputs).all(), f"For {what}: the outputs are not one row of numbers per image.")
    if (outputs > 0).all() and np.allclose(outputs.sum(axis=1), 1, atol=1e-4):
        outputs = np.log(outputs)
    return outputs - outputs.mean(axis=1, keepdims=True)


def right_network(model, twin, what):
    """The student's network has the weights of the reference's, in number and shape."""
    model.set_weights([np.zeros_like(weight) for weight in model.weights()])
    found = shapes(model.weights())  # asked again: only weights that a check has set can be told from those of a misconception
    require(found == shapes(twin.get_weights()), f"For {what}: your network has other layers. Its weights: {found}.")


def labelled(rng, n, classes):
    return np.eye(classes)[rng.integers(0, classes, size=n)]


def right_loss(model, weights, x, y):
    """The student's network is compiled with the cross-entropy for one-hot labels, and with Adam.

    Keras's loss is taken at its word. Another one is computed for known weights of a network without hidden layer, whose
    probabilities are known.
    """
    config = model.config()
    require(config["loss"] is not None, "Your network is not compiled.")
    sparse = config["loss"] == "sparse_categorical_crossentropy"
    require(not sparse, "Your loss wants the number of the class as label, but the labels are one-hot.")
    require((config["optimizer"] or {}).get("class") == "Adam", "Your optimizer is not Adam.")
    if config["loss"] == "categorical_crossentropy" and not config["from_logits"]:
        return
    model.set_weights(weights)
    linear = x.reshape(len(x), -1).astype(float) @ weights[0] + weights[1]
    log_probabilities = linear - np.log(np.exp(linear).sum(axis=1, keepdims=True))
    expected = -np.sum(log_probabilities * y, axis=1).mean()
    agree(model.loss_on(x, y), expected, "the loss of a network with known weights", rtol=1e-4)


@check(
    "build_fcnn", weight=2, hint="One dense layer with ReLU for each number in `hidden`, then one dense layer for the classes."
)
def test_hidden_layers(student, reference, rng, random_weights):
    """The network has the hidden layers it is asked for, with ReLU."""
    for hidden, shape, classes in (((), (3, 5, 1), 4), ((9, 6), (5, 4, 1), 5)):
        what = f"hidden layers {hidden}, images of {shape} and {classes} classes"
        model, twin = student.build("build_fcnn", hidden, shape, classes), reference.build_fcnn(hidden, shape, classes)
        right_network(model, twin, what)
        weights, x = random_weights(twin.get_weights()), rng.normal(size=(11, *shape)).astype(np.float32)
        model.set_weights(weights)
        twin.set_weights(weights)
        agree(scores(model.predict(x), what), scores(twin.predict(x, verbose=0), what), what, atol=10 * ATOL)


@check("build_fcnn", hint="Give the last layer the activation softmax.")
def test_probabilities(student, reference, rng, random_weights):
    """The outputs are probabilities."""
    model, twin = student.build("build_fcnn", (), (4, 3, 1), 6), reference.build_fcnn((), (4, 3, 1), 6)
    weights, x = random_weights(twin.get_weights()), rng.normal(size=(9, 4, 3, 1)).astype(np.float32)
    model.set_weights(weights)
    twin.set_weights(weights)
    got = np.asarray(model.predict(x))
    sums = np.allclose(got.sum(axis=-1), 1, atol=1e-4)
    require(sums, "The outputs of your network for an image do not add up to 1.")
    agree(got, twin.predict(x, verbose=0), "a network without hidden layer and with known weights", atol=ATOL)


@check("build_fcnn", hint="Compile with the categorical cross-entropy for one-hot labels and with adam.")
def test_fcnn_loss(student, rng, random_weights):
    """The network is compiled for one-hot labels."""
    model = student.build("build_fcnn", (), (4, 3, 1), 6)
    weights = random_weights([np.empty((12, 6)), np.empty(6)])
    x = rng.normal(size=(9, 4, 3, 1)).astype(np.float32)
    right_loss(model, weights, x, labelled(rng, 9, 6))


@check(
    "build_cnn", weight=3, hint="Compare `build_cnn().summary()` with the table, line by line; then look at the activations."
)
def test_cnn_layers(student, reference, rng, random_weights):
    """The network computes what the table says."""
    model, twin = student.build("build_cnn"), reference.build_cnn()
    right_network(model, twin, "images of 28×28 pixels")
    model, twin = student.build("build_cnn", (12, 8, 1), 10), reference.build_cnn((12, 8, 1), 10)
    right_network(model, twin, "images of 12×8 pixels")
    weights, x = random_weights(twin.get_weights()), rng.normal(size=(7, 12, 8, 1)).astype(np.float32)
    model.set_weights(weights)
    twin.set_weights(weights)
    agree(model.predict(x), twin.predict(x, verbose=0), "7 images of 12×8 pixels and known weights", atol=ATOL)


@check("build_cnn", hint="Compile it as in build_fcnn, before you return it.")
def test_cnn_loss(student, rng):
    """The network is compiled for one-hot labels."""
    model = student.build("build_cnn", (8, 8, 1), 10)
    config = model.config()
    require(config["loss"] is not None, "Your network is not compiled.")
    sparse = config["loss"] == "sparse_categorical_crossentropy"
    require(not sparse, "Your loss wants the number of the class as label, but the labels are one-hot.")
    require((config["optimizer"] or {}).get("class") == "Adam", "Your optimizer is not Adam.")
    x, y = rng.normal(size=(6, 8, 8, 1)).astype(np.float32), labelled(rng, 6, 10)
    model.set_weights([np.zeros_like(weight) for weight in model.weights()])
    agree(model.loss_on(x, y), np.log(10), "the loss of a network whose weights are all 0", rtol=1e-4)


def trained(random_weights):
    """A network of the check's own, with an activation that students do not expect."""
    layers = [keras.Input((4, 5, 1)), keras.layers.Flatten()]
    layers += [keras.layers.Dense(6, activation="tanh"), keras.layers.Dense(3, activation="softmax")]
    model = keras.Sequential(layers)
    model.set_weights(random_weights(model.get_weights()))
    return model


SETTINGS = {"optimizer": {"name": "adam", "learning_rate": 0.001}, "loss": "categorical_crossentropy", "metrics": ["accuracy"]}


@check("copy_model", hint="`clone_model` draws new weights. Give the twin those of the model.")
def test_twin_computes_the_same(student, rng, random_weights):
    """The twin has the same layers and weights."""
    own = trained(random_weights)
    twin = student.build("copy_model", student.given(own, **SETTINGS))
    x = rng.normal(size=(8, 4, 5, 1)).astype(np.float32)
    agree(twin.predict(x), own.predict(x, verbose=0), "the outputs of the twin", atol=ATOL)


@check("copy_model", hint="`twin = model` is only a second name for the same network. Make a new one.")
def test_twin_is_a_second_network(student, random_weights):
    """A change of the twin leaves the model as it is."""
    own = trained(random_weights)
    model = student.given(own, **SETTINGS)
    twin = student.build("copy_model", model)
    twin.set_weights([weight + 1 for weight in twin.weights()])
    same = all(np.array_equal(a, b) for a, b in zip(model.weights(), own.get_weights(), strict=True))
    require(same, "When the weights of the twin change, those of the model change as well.")


@check("copy_model", hint="A clone is not compiled. Compile the twin before you return it.")
def test_twin_is_compiled(student, rng, random_weights):
    """The twin is ready for `fit`."""
    layers = [keras.Input((4, 3, 1)), keras.layers.Flatten(), keras.layers.Dense(6, activation="softmax")]
    own = keras.Sequential(layers)
    twin = student.build("copy_model", student.given(own, **SETTINGS))
    x = rng.normal(size=(9, 4, 3, 1)).astype(np.float32)
    right_loss(twin, random_weights(own.get_weights()), x, labelled(rng, 9, 6))
