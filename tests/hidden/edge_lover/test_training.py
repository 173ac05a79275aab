"""The loss of one picture, and ``train`` on small models whose training can be computed by hand.

The model of most checks here has two weights, starts at 0 and has the mean absolute error as its loss. With the target [1, 0]
for each picture every update moves its first weight by the same step, whatever the mini-batch, so that updates can be counted.
"""

import keras
import numpy as np

from autograder.grading.check import agree, check, require
from autograder.grading.student import StudentError

SIZE = 50
STEP = 0.005


def counting_model(student):
    """A model whose first weight grows by ``STEP`` with each update, as the student's ``train`` gets it."""
    image = keras.Input((SIZE, SIZE, 1))
    brightest = keras.layers.GlobalMaxPooling2D()(image)
    model = keras.Model(image, keras.layers.Dense(2, use_bias=False, kernel_initializer="zeros")(brightest))
    # The mean over two outputs makes the gradient of the first weight -1/2.
    return student.given(model, optimizer={"name": "sgd", "learning_rate": 2 * STEP}, loss="mean_absolute_error")


def run_train(student, *args):
    """Let the student's ``train`` work; one check only looks at what it gives back, which may be anything in the others."""
    try:
        student.train(*args)
    except StudentError as problem:
        if not str(problem).startswith("The result of"):
            raise


def white(n):
    return np.ones((n, SIZE, SIZE, 1), dtype=np.float32)


def likes(n):
    """``n`` labels [1, 0]."""
    return np.tile(np.array([1, 0], dtype=np.float32), (n, 1))


@check("loss_component", hint="Take the natural logarithm of the probability of the true class, and change its sign.")
def test_loss_of_one_picture(student, reference, rng):
    """The loss of one picture is minus the log of the true class's probability."""
    for true in (0, 1, 0):
        first = float(rng.uniform(0.05, 0.95))
        probabilities, label = np.array([first, 1 - first]), np.eye(2)[true]
        want = reference.loss_component(probabilities, label)
        agree(
            student.loss_component(probabilities, label), want, f"the probabilities {probabilities.round(3)} and label {label}"
        )


@check("train", hint="Hand `epochs` and `batch_size=32` on to `fit`.")
def test_number_of_updates(student, rng):
    """Mini-batches of 32 pictures, for the given number of epochs."""
    n, epochs = 32 * int(rng.integers(2, 5)) + 16, int(rng.integers(2, 5))
    model = counting_model(student)
    run_train(student, model, white(n), likes(n), white(8), likes(8), epochs)
    updates = round(float(model.weights()[0][0, 0]) / STEP)
    wanted = epochs * -(-n // 32)
    require(updates != epochs, f"Your training makes one update per epoch: all {n} pictures are in one batch.")
    require(updates == wanted, f"In {epochs} epochs over {n} pictures your training makes {updates} updates of the weights.")


@check(
    "train",
    hint="Give `fit` validation_data=(x_val, y_val), and give back the dictionary `history` of what it returns.",
)
def test_history_of_validation(student, rng):
    """The history has the loss on the validation data after each epoch."""
    epochs = int(rng.integers(2, 5))
    model = counting_model(student)
    unseen, labels = white(8) * np.float32(rng.uniform(0.3, 0.7)), likes(8)[:, ::-1].copy()
    history = student.train(model, white(40), likes(40), unseen, labels, epochs)
    require(isinstance(history, dict), f"`train` must give back a dictionary of lists, not {type(history).__name__}.")
    for name in ("loss", "val_loss"):
        require(name in history, f'The dictionary has no "{name}".')
        require(np.shape(history[name]) == (epochs,), f'"{name}" needs one value for each of the {epochs} epochs.')
    measured, on_training = model.loss_on(unseen, labels), model.loss_on(white(40), likes(40))
    require(
        not np.isclose(history["val_loss"][-1], on_training, rtol=1e-4), 'Your "val_loss" is the loss on the training data.'
    )
    agree(history["val_loss"][-1], measured, 'the last "val_loss"', rtol=1e-4)


@check("train", hint="Leave `shuffle` of `fit` at True.")
def test_batches_are_shuffled(student, rng):
    """The pictures are shuffled before they are cut into mini-batches."""
    n = 96
    images = white(n) * rng.uniform(0.2, 2.0, size=(n, 1, 1, 1)).astype(np.float32)
    labels = np.sort(rng.normal(size=(n, 2)), axis=0).astype(np.float32)
    image = keras.Input((SIZE, SIZE, 1))
    plain = keras.Model(image, keras.layers.Dense(2)(keras.layers.GlobalMaxPooling2D()(image)))
    in_order, own = (
        student.given(plain, optimizer={"name": "sgd", "learning_rate": 0.2}, loss="mean_squared_error") for _ in range(2)
    )
    in_order.fit(images, labels, epochs=2, batch_size=32, shuffle=False)
    run_train(student, own, images, labels, images[:8], labels[:8], 2)
    unshuffled = all(np.allclose(a, b, atol=1e-5) for a, b in zip(in_order.weights(), own.weights(), strict=True))
    require(not unshuffled, "Your mini-batches hold the pictures in the order in which they are given.")
