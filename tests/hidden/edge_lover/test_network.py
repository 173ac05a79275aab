"""``build_model``: shapes of the weights, then what the network computes with weights that the check puts in.

The weights put in make the kernel copy the picture, so that each property shows by itself: a network with one mistake loses
the points of that property only. Nothing is trained.
"""

import numpy as np

from autograder.grading.check import CheckFailed, agree, check, require

SIZE = 50
ATOL = 1e-5  # of probabilities computed in float32


def transplant(model, dense=(1.5, -1.5)):
    """Weights with which the activation map is the picture itself and the last layer's input sums count ``dense`` times."""
    weights, number = [], 0
    for array in model.weights():
        new = np.zeros(array.shape, dtype=np.float32)
        if array.ndim == 4:
            new[array.shape[0] // 2, array.shape[1] // 2] = 1
        elif array.ndim == 2 and array.shape[1] == 2:
            new[:] = np.asarray(dense) / len(array)
            number += 1
        elif array.ndim != 1:
            raise CheckFailed(f"Your network has a layer with weights of the shape {array.shape}; that is none of the table.")
        weights.append(new)
    require(number == 1, "Your network needs one dense layer with two outputs, and no other.")
    model.set_weights(weights)


def network(student, *args):
    """The model that ``build_model`` gives, its weights made: without an input layer Keras makes them at the first picture."""
    model = student.build("build_model", *args)
    answers(model, even(0.0))
    model.set_weights([np.zeros_like(array) for array in model.weights()])  # from here on nothing depends on chance
    return model


def kernels_of(model):
    """The kernels, shape (rows, columns, 1, kernels)."""
    found = [array for array in model.weights() if array.ndim == 4]
    require(found, "Your network has no convolution.")
    require(len(found) == 1, f"Your network has {len(found)} convolutions; one is needed.")
    return found[0]


def even(*values):
    """Pictures of one grey value each, (n, 50, 50, 1)."""
    return np.ones((len(values), SIZE, SIZE, 1), dtype=np.float32) * np.array(values, dtype=np.float32)[:, None, None, None]


def dots(*places, brightness=1.0):
    """A black picture (50, 50, 1) with single bright pixels."""
    picture = np.zeros((SIZE, SIZE, 1), dtype=np.float32)
    for row, column in places:
        picture[row, column] = brightness
    return picture


def inner_places(rng, number):
    """Different places (row, column) far from the border."""
    chosen = rng.permutation(30 * 30)[:number]
    return [(10 + int(place) // 30, 10 + int(place) % 30) for place in chosen]


def answers(model, pictures):
    """The network's two outputs for each picture, (n, 2)."""
    values = np.asarray(model.predict(np.asarray(pictures, dtype=np.float32)), dtype=float)
    require(
        values.shape == (len(pictures), 2), f"For {len(pictures)} pictures your network's output has the shape {values.shape}."
    )
    require(np.isfinite(values).all(), "Your network's output holds NaN or an infinite number.")
    return values


@check(
    "build_model", weight=2, hint="The convolution needs `kernels` kernels of 5×5 weights, and without an argument it is one."
)
def test_one_kernel_of_5_by_5(student):
    """The network has one convolution with one kernel of 5×5 weights."""
    rows, columns, _, number = kernels_of(network(student)).shape
    require((rows, columns) == (5, 5), f"Your kernel has {rows}×{columns} weights.")
    require(number == 1, f"`build_model()` makes {number} kernels instead of one.")


@check("build_model", hint="Hand the argument `kernels` on to the convolution.")
def test_number_of_kernels(student):
    """`kernels` decides the number of kernels."""
    for wanted in (2, 3):
        number = kernels_of(network(student, wanted)).shape[-1]
        require(number == wanted or number != 1, "The argument `kernels` changes nothing.")
        require(number == wanted, f"`build_model({wanted})` makes {number} kernels.")


@check("build_model", weight=2, hint="Leave `use_bias` of both layers as it is; a layer has biases unless you take them away.")
def test_layers_have_biases(student):
    """The convolution and the dense layer have biases."""
    arrays = network(student).weights()
    layers, biases = (sum(test(array.ndim) for array in arrays) for test in (lambda n: n > 1, lambda n: n == 1))
    require(biases >= layers, f"Only {biases} of your {layers} layers with weights have biases.")


@check("build_model", weight=2, hint='With padding="same" the kernel is also centred on the pixels of the border.')
def test_border_is_seen(student, rng):
    """The kernel is centred on the pixels of the border, too (same padding)."""
    model = network(student)
    kernels_of(model)
    transplant(model)
    along = int(rng.integers(5, SIZE - 5))
    border = [
        (0, 0),
        (0, SIZE - 1),
        (SIZE - 1, 0),
        (SIZE - 1, SIZE - 1),
        (0, along),
        (along, 0),
        (SIZE - 1, along),
        (along, SIZE - 1),
    ]
    inside = answers(model, [dots(place) for place in inner_places(rng, 1)])
    outside = answers(model, [dots(place) for place in border])
    equal = np.allclose(outside, inside, atol=ATOL)
    require(equal, "With a kernel of one weight, a bright pixel at the border gets another answer than one inside.")


@check("build_model", weight=2, hint="The pooling window is as large as the map, and what is kept of it is the maximum.")
def test_maximum_of_the_whole_map(student, rng):
    """Only the maximum of the whole map counts."""
    model = network(student)
    kernels_of(model)
    transplant(model)
    one, many = dots(*inner_places(rng, 1)), dots(*inner_places(rng, 40), brightness=0.6)
    both = answers(model, [one, np.maximum(one, many), dots(*inner_places(rng, 30))])
    require(np.allclose(both, both[0], atol=ATOL), "Pictures whose maps have the same maximum get different answers.")
    require(not np.allclose(answers(model, [many]), both[0], atol=ATOL), "The maximum of the map does not change the answer.")


@check("build_model", weight=2, hint="The convolution's activation is linear: negative values of the map stay as they are.")
def test_map_is_linear(student, rng):
    """The values of the map go on as they are, negative ones too."""
    model = network(student)
    kernels_of(model)
    grey = float(rng.uniform(0.5, 1.0))
    transplant(model, dense=(1.5, -1.5))
    negative = answers(model, even(-grey))
    transplant(model, dense=(-0.75, 0.75))
    positive = answers(model, even(2 * grey))
    require(np.allclose(negative, positive, atol=ATOL), "Negative and positive values of the map are not treated alike.")


@check("build_model", weight=2, hint='The dense layer has activation="softmax", and nothing comes after it.')
def test_outputs_are_probabilities(student, rng):
    """The two outputs are the softmax of the dense layer."""
    model = network(student)
    dense = rng.uniform(0.5, 2.0) * np.array([1.0, -0.4])
    transplant(model, dense)
    grey = np.array([0.3, 0.8, 1.7])
    got = answers(model, even(*grey))
    sums = got.sum(axis=1)
    require(
        np.allclose(sums, 1, atol=ATOL), f"For one picture your two outputs add up to {sums[np.abs(sums - 1).argmax()]:.3g}."
    )
    scores = np.exp(grey[:, None] * dense)
    agree(got, scores / scores.sum(axis=1, keepdims=True), "a dense layer with known weights", atol=ATOL)


@check(
    "build_model",
    weight=2,
    hint="The loss is the categorical cross-entropy of probabilities; the softmax is in the network already.",
)
def test_loss_is_cross_entropy(student, rng):
    """The loss is the categorical cross-entropy of the network's own answers."""
    model = network(student)
    transplant(model, dense=(1.2, -1.2))
    pictures = even(*rng.uniform(0.3, 1.5, size=6))
    truth = np.array([0, 1, 1, 0, 1, 1])
    given = answers(model, pictures)
    if not np.allclose(given.sum(axis=1), 1, atol=ATOL):
        given = np.exp(given) / np.exp(given).sum(axis=1, keepdims=True)  # a loss of scores instead of probabilities is fair
    want = -np.log(given[np.arange(6), truth]).mean()
    got = model.loss_on(pictures, np.eye(2, dtype=np.float32)[truth])
    agree(got, want, "the loss of six pictures", rtol=1e-4)


@check("build_model", hint="Compile with `keras.optimizers.Adam(0.01)`.")
def test_optimizer(student):
    """The optimizer is Adam with learning rate 0.01."""
    optimizer = network(student).config()["optimizer"]
    require(optimizer is not None, "Your model is not compiled.")
    require(optimizer["class"] == "Adam", f"Your optimizer is {optimizer['class']}.")
    rate = optimizer["learning_rate"]
    plain = isinstance(rate, (int, float))
    require(plain and abs(rate - 0.01) < 1e-6, f"Your learning rate is {f'{rate:.4g}' if plain else 'not a number'}.")


@check(
    "count_weights",
    hint="A kernel has 25 weights and a bias; the dense layer has a weight for each kernel and output, and two biases.",
)
def test_number_of_weights(student, reference):
    """The networks with one and with two kernels have so many weights."""
    agree(student["weights_one_kernel"], reference.weights_one_kernel, "the network with one kernel")
    agree(student["weights_two_kernels"], reference.weights_two_kernels, "the network with two kernels")
