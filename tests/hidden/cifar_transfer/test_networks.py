"""The dense head, the frozen base with a head, and fine-tuning."""

import numpy as np

from autograder.grading.check import agree, check, require, same

RTOL = 1e-4  # float32, through several layers


def relu(z):
    return np.maximum(z, 0)


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def dense(z, weights):
    """A stack of dense layers with ReLU between them and softmax at the end; ``weights``: kernel, bias, kernel, bias, …"""
    for kernel, bias in zip(weights[:-2:2], weights[1:-2:2], strict=True):
        z = relu(z @ kernel + bias)
    return softmax(z @ weights[-2] + weights[-1])


def random_weights(rng, model):
    """Weights of the model's shapes; fails unless it is a stack of dense layers with biases."""
    shapes = [np.shape(weights) for weights in model.weights()]
    kernels, biases = shapes[::2], shapes[1::2]
    stack = len(kernels) == len(biases) > 0 and all(
        len(kernel) == 2 and bias == kernel[1:] for kernel, bias in zip(kernels, biases, strict=True)
    )
    require(stack, "Your network is no stack of dense layers with biases.")
    return [rng.normal(size=shape, scale=0.3 if len(shape) == 1 else 1 / np.sqrt(shape[0])) for shape in shapes]


def one_hot(rng, n, kinds):
    return np.eye(kinds, dtype="float32")[rng.permutation(np.resize(np.arange(kinds), n))]


@check("build_head", weight=2, hint="Two hidden layers of 200 units, then a layer with one unit for each class.")
def test_layers_of_the_head(student, rng):
    """The head has layers of 200 and 200 units, and one unit for each class."""
    for n_features, kinds in ((int(rng.integers(20, 60)), 10), (31, 4)):
        model = student.build("build_head", n_features, kinds)
        units = [layer["config"].get("units") for layer in model.config()["layers"] if layer["class"] == "Dense"]
        what = f"{n_features} features and {kinds} classes, the units of your dense layers"
        same(units, [200, 200, kinds], what)
        same(model.count_params(), n_features * 200 + 200 + 200 * 200 + 200 + 200 * kinds + kinds, "the number of weights")


@check("build_head", weight=2, hint="ReLU after each hidden layer, softmax once, after the last layer.")
def test_forward_pass_of_the_head(student, rng):
    """ReLU in the hidden layers, softmax at the very end and nowhere else."""
    model = student.build("build_head", 23, 6)
    weights = random_weights(rng, model)
    model.set_weights(weights)
    inputs = rng.normal(size=(9, 23)).astype("float32")
    got = model.predict(inputs)
    want = dense(inputs, weights)
    agree(got, np.zeros((9, want.shape[1])), "9 feature vectors", atol=1e9)
    off = float(np.abs(np.sum(got, axis=1) - 1).max())
    require(off < 1e-3 and np.min(got) >= 0, "The outputs of your head are no probabilities: they should sum to 1.")
    agree(got, want, "a head with known weights", rtol=RTOL)


@check("build_head", weight=2, hint="The loss for one-hot labels and probabilities is the categorical cross-entropy.")
def test_loss_of_the_head(student, rng):
    """The loss is the mean negative log of the probability given to the true class."""
    model = student.build("build_head", 12, 5)
    inputs, labels = rng.normal(size=(14, 12)).astype("float32"), one_hot(rng, 14, 5)
    probabilities = np.asarray(model.predict(inputs), dtype=float)
    require(probabilities.shape == (14, model.config()["layers"][-1]["output_shape"][-1]), "The head's output has no 2 axes.")
    truth = np.pad(labels, [(0, 0), (0, probabilities.shape[1] - 5)])
    normalised = probabilities / probabilities.sum(axis=1, keepdims=True)  # as Keras does
    want = -np.log(np.clip(normalised, 1e-7, 1)[truth == 1]).mean()
    agree(model.loss_on(inputs, truth), want, "the loss on 14 feature vectors with one-hot labels", rtol=1e-3)


def head_of(model, features):
    """The last four weight arrays: kernel and bias of the two dense layers."""
    weights = model.weights()
    shapes = [np.shape(weight) for weight in weights[-4:]]
    kinds = shapes[-1][0] if shapes and shapes[-1] else 0
    right = shapes == [(features, 200), (200,), (200, kinds), (kinds,)]
    require(right, "Behind the base there should be a dense layer of 200 units, and one with a unit for each class.")
    return weights[-4:]


def transfer(student, tiny_base, rng, kinds=4):
    """A tiny base on the trusted side and in the kernel, and the student's model on it, its head with known weights."""
    own = tiny_base(7, 8)
    base = student.given(own)
    model = student.build("build_transfer", base, kinds)
    head = [rng.normal(size=weight.shape, scale=0.1) for weight in head_of(model, own.output_shape[1])]
    model.set_weights([*model.weights()[:-4], *head])
    return own, base, model


def step(model, rng, kinds=4):
    model.train_step(rng.normal(size=(12, 7, 8, 3)).astype("float32"), one_hot(rng, 12, kinds))


def changed(before, after):
    return [not np.array_equal(one, other) for one, other in zip(before, after, strict=True)]


@check("build_transfer", hint="`base.trainable = False`, before the model is compiled.")
def test_base_is_frozen(student, tiny_base, rng):
    """A training step leaves the base as it is."""
    _, base, model = transfer(student, tiny_base, rng)
    free = sum(layer["trainable"] for layer in base.config()["layers"])
    require(free == 0, f"{free} layers of the base are still trainable.")
    before = model.weights()[:-4]
    step(model, rng)
    moved = sum(changed(before, model.weights()[:-4]))
    require(moved == 0, f"After one training step {moved} of the {len(before)} weight arrays of the base have changed.")


@check("build_transfer", hint="Freeze `base` only; the new layers must be trainable.")
def test_head_learns(student, tiny_base, rng):
    """A training step changes the new head."""
    _, _, model = transfer(student, tiny_base, rng)
    free = [layer["trainable"] for layer in model.config()["layers"] if layer["class"] == "Dense"]
    require(all(free), "Your new layers are frozen.")
    before = model.weights()[-4:]
    step(model, rng)
    require(all(changed(before, model.weights()[-4:])), "A training step does not change your new layers.")


@check("build_transfer", hint="base → Dense 200 with ReLU → Dense with softmax.")
def test_transfer_forward_pass(student, tiny_base, rng):
    """The model computes: features of the base, dense layer with ReLU, dense layer with softmax."""
    own, _, model = transfer(student, tiny_base, rng, kinds=6)
    inputs = rng.normal(size=(9, 7, 8, 3)).astype("float32")
    want = dense(own.predict(inputs, verbose=0), head_of(model, own.output_shape[1]))
    agree(model.predict(inputs), want, "9 images and a small base", rtol=RTOL)


PARAMETERS = {"first": [0, 1], "norm": [2, 3], "second": [6, 7]}  # places in the base's weights; 4 and 5 are statistics
FREED = {2: ["second"], 4: ["second", "norm"]}  # of 6 layers; the last ones are: mean, second, relu, norm


def tuned(student, tiny_base, rng, last):
    """Which weight arrays of the base one training step changes after ``fine_tune(model, base, last)``."""
    _, base, model = transfer(student, tiny_base, rng)
    model = student.build("fine_tune", model, base, last)
    require(base.config()["layers"], "The base has lost its layers.")
    before = model.weights()[:-4]
    step(model, rng)
    return changed(before, model.weights()[:-4])


@check("fine_tune", hint="Set `base.trainable = True`, then freeze `base.layers[:-last]`, then compile.")
def test_last_layers_learn(student, tiny_base, rng):
    """The last layers of the base learn."""
    for last, names in FREED.items():
        moved = tuned(student, tiny_base, rng, last)
        learns = all(moved[place] for name in names for place in PARAMETERS[name])
        require(learns, f"With last={last} and a base of 6 layers, one of the last {last} layers does not learn.")


@check("fine_tune", hint="Only the last layers are set free; `base.layers[:-last]` are all the others.")
def test_other_layers_stay_frozen(student, tiny_base, rng):
    """All other layers of the base stay frozen."""
    for last, names in FREED.items():
        moved = tuned(student, tiny_base, rng, last)
        still = not any(moved[place] for name in PARAMETERS.keys() - names for place in PARAMETERS[name])
        require(still, f"With last={last} and a base of 6 layers, one of the first {6 - last} layers changes.")


@check("fine_tune", hint="Compile again with `keras.optimizers.Adam(1e-5)`.")
def test_small_learning_rate(student, tiny_base, rng):
    """The model is compiled again, with Adam and a small learning rate."""
    _, base, model = transfer(student, tiny_base, rng)
    config = student.build("fine_tune", model, base, 3).config()
    optimizer = config["optimizer"] or {}
    same(optimizer.get("class"), "Adam", "the optimizer")
    agree(optimizer.get("learning_rate"), 1e-5, "the learning rate", rtol=1e-3)
    same(config["loss"], "categorical_crossentropy", "the loss")
