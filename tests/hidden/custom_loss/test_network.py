"""``build_model``, ``train``, the trained deeper network, and the predicted band."""

import keras
import numpy as np
import torch

from autograder.grading.check import CheckFailed, agree, check, require, same

ANY = 1e300  # as tolerance: the shape must agree, and the values must be finite
GOOD = 1.2
"""NLL on new data that a trained network stays below: the best possible is 0.754, a Gaussian that ignores x has ≥ 1.70."""

FAIR = 0.6
"""RMS distance of the predicted mean from 2x that a network trained with another loss stays below; a constant has 1.15."""


def dense_layers(model):
    """Units and activation of each layer with weights, in order; units None for a layer that is not fully connected."""
    found = []
    for layer in model.config()["layers"]:
        activation = layer["config"].get("activation")
        if layer["class"] == "Activation" and found:
            found[-1] = (found[-1][0], activation)
        elif layer["class"] != "InputLayer":
            found.append((layer["config"].get("units") if layer["class"] == "Dense" else None, activation))
    return found


@check(
    "build_model", hint='Loop over `hidden`: one `Dense(units, activation="tanh")` for each number, one on top of the other.'
)
def test_hidden_layers(student, rng):
    """The hidden layers are as wide as asked for, with the activation tanh."""
    for depth in (3, 1):
        hidden = tuple(int(units) for units in rng.choice(range(3, 30), size=depth, replace=False))
        found = dense_layers(student.build("build_model", hidden))
        what = f"hidden={hidden}"
        require(found, f"For {what}: your model has no fully connected layer.")
        same([units for units, _ in found[:-1]], list(hidden), f"{what}, the units of the hidden layers")
        require(
            all(activation == "tanh" for _, activation in found[:-1]),
            f"For {what}: the activation of your hidden layers is not tanh.",
        )


@check("build_model", hint="End with `Dense(2)` and no activation: any number may come out, the link makes an sd of it.")
def test_output_layer(student, rng):
    """Two outputs without an activation."""
    hidden = (int(rng.integers(3, 30)),)
    model = student.build("build_model", hidden)
    units, activation = (dense_layers(model) or [(None, None)])[-1]
    require(units == 2, "The last layer must be fully connected with two units: mean and log sd.")
    require(activation in (None, "linear"), f"The last layer should have no activation, but yours has {activation}.")
    first = model.config()["layers"][0]
    require(first["params"] == 2 * dense_layers(model)[0][0], "The model should have one input, and a bias for each unit.")


@check("build_model", hint="`model.compile(…, loss=gaussian_nll)`: the function itself, without quotes and brackets.")
def test_compiled_with_the_loss(student, rng):
    """The model is compiled with your gaussian_nll."""
    model = student.build("build_model", (int(rng.integers(3, 12)),))
    model.set_weights([rng.normal(size=weight.shape).astype("float32") * 0.5 for weight in model.weights()])
    x, y = (rng.normal(size=(8, 1)).astype("float32") for _ in range(2))
    output = model.predict(x)
    require(np.shape(output) == (8, 2), "For 8 inputs, your model must give 8 rows of two outputs.")
    own = student.gaussian_nll(torch.tensor(y), torch.tensor(output))
    agree(model.loss_on(x, y), own, "the loss of your model compared with your gaussian_nll", rtol=1e-4, atol=1e-4)


@check("build_model", hint="Pass the number on: `keras.optimizers.Adam(learning_rate=learning_rate)`.")
def test_optimizer(student, rng):
    """The optimizer is Adam with the given learning rate."""
    rate = float(np.round(rng.uniform(0.001, 0.1), 4))
    optimizer = student.build("build_model", (4,), learning_rate=rate).config()["optimizer"] or {}
    require(optimizer.get("class") == "Adam", "The optimizer should be Adam.")
    got = float(optimizer.get("learning_rate") or 0.0)
    require(np.isclose(got, rate, rtol=1e-3), f"For learning_rate={rate}: your optimizer has {got:.4g}.")


def line(rng, student, rate):
    """In the kernel: a compiled network of one linear unit, mean squared error, plain gradient descent."""
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.set_weights([rng.uniform(4, 6, size=(1, 1)), rng.normal(size=1)])  # steeper than the data
    weights = [np.ravel(weight)[0] for weight in model.get_weights()]
    return student.given(model, optimizer={"name": "sgd", "learning_rate": rate}, loss="mean_squared_error"), weights


def line_loss(reference, slope, offset, name):
    """Mean squared error of the line on the data ``name``, "train" or "val"."""
    x, y = (getattr(reference, f"{axis}_{name}").astype(float) for axis in "xy")
    return np.mean((y - slope * x - offset) ** 2)


def losses(history, name, epochs):
    """The list ``name`` of a history; fails the check unless it has a finite number for each epoch."""
    require(isinstance(history, dict), "train must return the dict `model.fit(…).history`.")
    require(name in history, f'The dict that train returns has no "{name}".')
    values = np.asarray(history[name], dtype=float)
    require(values.shape == (epochs,), f'For epochs={epochs}: "{name}" has {values.size} numbers.')
    return values


@check("train", hint="`model.fit(x_train, y_train, epochs=epochs, …)`, and return its `.history`.")
def test_training_loss(student, reference, rng):
    """The training loss of each epoch is that of the training data."""
    epochs = int(rng.integers(2, 5))
    model, (slope, offset) = line(rng, student, 0.0)  # without any step, the loss stays what it is
    wanted, other = (line_loss(reference, slope, offset, name) for name in ("train", "val"))
    got = losses(student.train(model, epochs), "loss", epochs)
    require(not np.allclose(got, other, rtol=1e-4), "Your training loss is that of the validation data.")
    agree(got, np.full(epochs, wanted), "a model that cannot change, its training loss", rtol=1e-4)


@check("train", hint="Give Keras data that the training never sees: `validation_data=(x_val, y_val)`.")
def test_validation_loss(student, reference, rng):
    """The validation loss of each epoch is that of the validation data."""
    epochs = 2
    model, (slope, offset) = line(rng, student, 0.0)
    wanted, other = (line_loss(reference, slope, offset, name) for name in ("val", "train"))
    got = losses(student.train(model, epochs), "val_loss", epochs)
    require(not np.allclose(got, other, rtol=1e-4), "Your validation loss is that of the training data.")
    agree(got, np.full(epochs, wanted), "a model that cannot change, its validation loss", rtol=1e-4)


@check("train", hint="Train the very model that was given, with batches of 32: `model.fit(…, batch_size=32)`.")
def test_batches(student, reference, rng):
    """The given model is trained, in batches of 32."""
    rate = 1e-3  # so small that all steps are of about the same size: they can be counted
    model, (slope, offset) = line(rng, student, rate)
    student.train(model, 1)
    moved = float(np.ravel(model.weights()[0])[0]) - slope
    require(moved != 0.0, "The weights of the given model are the same after the training.")
    x, y = reference.x_train.astype(float), reference.y_train.astype(float)
    step = -rate * np.mean(2 * (slope * x + offset - y) * x)  # of the mean over a batch of any size
    message = "For 1,000 observations in batches of 32, an epoch has 32 steps; yours has another number."
    require(22 <= moved / step <= 44, message)  # twice the batch or half of it is far outside


@check("deeper", hint="`deep_model = build_model((10, 100, 10))`: three hidden layers.")
def test_deep_architecture(student):
    """The deeper network has three hidden layers of 10, 100 and 10 units."""
    units = [units for units, _ in dense_layers(student.model("deep_model"))]
    same(units[:-1], [10, 100, 10], "the units of the hidden layers of deep_model")


@check(
    "deeper",
    training=True,
    hint="Train `deep_model` itself with your `train` for `EPOCHS` epochs. Is `gaussian_nll` right? Is the learning rate 0.01?",
)
def test_deep_model_predicts_new_data(student, reference, rng):
    """On new data the deeper network predicts the mean and the spread."""
    x, y = reference.sample(2000, rng)
    model = student.model("deep_model")
    output = np.asarray(model.predict(x), dtype=float)
    require(output.shape == (2000, 2), "For 2,000 inputs, deep_model must give 2,000 rows of two outputs.")
    found = min(mean_nll(y, output[:, :1], np.exp(output[:, 1:])), mean_nll(y, *own_link(student, output)))
    if found >= GOOD and not builds_with_the_nll(student, x, y):  # a wrong loss has lost its points; the mean is learned anyhow
        error = np.sqrt(np.mean((output[:, :1] - 2 * x) ** 2))
        require(error < FAIR, "On new data your network does not predict the mean.")
        return
    require(found < GOOD, f"On new data your network has an NLL of {found:.2f}: it knows too little of the mean or the spread.")


def builds_with_the_nll(student, x, y):
    """Whether the student's networks learn from the Gaussian NLL: `build_model` compiles with it, and its gradient flows."""
    try:
        model = student.build("build_model", (3,))
        output = np.asarray(model.predict(x), dtype=float)
        value = model.loss_on(x, y)
        gradient = np.asarray(student.grad("gaussian_nll", [y.astype(np.float32), output.astype(np.float32)], wrt=1), float)
    except CheckFailed:
        return False
    if output.shape != (len(x), 2) or gradient.shape != output.shape:
        return False
    mean, log_sd = output[:, :1], output[:, 1:]
    scaled = (y - mean) * np.exp(-log_sd)
    wanted = np.concatenate([-scaled * np.exp(-log_sd), 1 - scaled**2], axis=1)
    direction = gradient / (np.linalg.norm(gradient) or 1.0)
    close = np.allclose(direction, wanted / np.linalg.norm(wanted), rtol=1e-2, atol=1e-4)
    return close and np.isclose(value, mean_nll(y, mean, np.exp(log_sd)), rtol=1e-3, atol=1e-3)


def mean_nll(y, mean, sd):
    """Mean Gaussian NLL, inf where an sd is none."""
    usable = (
        np.shape(mean) == np.shape(sd) == np.shape(y) and np.isfinite(mean).all() and np.isfinite(sd).all() and (sd > 0).all()
    )
    return np.mean(0.5 * np.log(2 * np.pi) + np.log(sd) + 0.5 * ((y - mean) / sd) ** 2) if usable else np.inf


def own_link(student, output):
    """Mean and sd by the student's own link: a wrong one has lost its points already, and the network was trained with it."""
    try:
        mean, sd = student.output_to_gaussian(torch.tensor(output, dtype=torch.float32))
        return np.asarray(mean, dtype=float), np.asarray(sd, dtype=float)
    except (CheckFailed, TypeError, ValueError):
        return np.nan, np.nan


@check(
    "predict_band",
    weight=2,
    hint="sd = exp(log sd), and nine of ten outcomes lie within z = 1.645 standard deviations of the mean.",
)
def test_band(student, rng):
    """The band reaches from the 5% to the 95% quantile."""
    output = rng.normal(size=(7, 2)) * [2.0, 0.6]
    got = student.predict_band(output)
    require(isinstance(got, (tuple, list, np.ndarray)) and len(got) == 2, "predict_band must return two arrays: lower, upper.")
    what = "7 outputs"
    for edge, z in zip(got, (-1.645, 1.645), strict=True):
        agree(np.ravel(np.asarray(edge, dtype=float)), np.ones(7), what, atol=ANY)
        distance = (np.ravel(np.asarray(edge, dtype=float)) - output[:, 0]) / np.exp(output[:, 1])
        agree(distance, np.full(7, z), f"{what}, the distance from the mean in standard deviations", atol=0.008)
