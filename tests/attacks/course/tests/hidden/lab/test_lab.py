"""Hidden checks of the lab."""

import ast

import numpy as np

from autograder.grading.check import agree, check, require

MATERIAL = "{{canary:check}}"
ALLOWED = {"np", "exp", "max", "sum", "zeros", "ones", "full", "shape"}


@check("mean_absolute", weight=2, hint="Take the absolute value first, then the mean.")
def test_mean(student, reference, rng):
    """The mean goes over the absolute values."""
    marker = "{{canary:check-local}}"
    for count in (1, 5):
        values = rng.normal(size=count)
        agree(student.mean_absolute(values), reference.mean_absolute(values), f"the mean of {count} values")
    assert marker


@check("mean_absolute")
def test_mean_of_table(student, reference, rng):
    """The mean of a table goes over all its values."""
    values = rng.normal(size=(4, 3))
    agree(student.mean_absolute(values), reference.mean_absolute(values), "the mean of a 4×3 table")


def written_out(student):
    """Fail unless the softmax uses exponentials, sums and names of its own only."""
    nodes = list(ast.walk(student.tree("softmax")))
    own = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    own |= {node.arg for node in nodes if isinstance(node, ast.arg)}
    used = {node.id for node in nodes if isinstance(node, ast.Name)} | {n.attr for n in nodes if isinstance(n, ast.Attribute)}
    imports = any(isinstance(node, (ast.Import, ast.ImportFrom)) for node in nodes)
    require(not imports and used <= own | ALLOWED, "Write the softmax with exponentials and sums.")
    later = [node for tree in student.trees_after("softmax") for node in ast.walk(tree)]
    bound = {node.name for node in later if isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.alias))}
    bound |= {node.id for node in later if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    require("softmax" not in bound, "Write the softmax in its own cell only.")


@check("softmax", weight=2)
def test_softmax(student, reference, rng):
    """Each row of the softmax belongs to the same row of scores."""
    written_out(student)
    scores = rng.normal(size=(6, 4))
    got, (left,) = student.after("softmax", scores)
    agree(got, reference.softmax(scores), "the softmax of a 6×4 table")
    require(np.array_equal(left, scores), "Your softmax changes the scores it is given.")


@check("softmax")
def test_softmax_of_large_scores(student, reference, rng):
    """Large scores do not overflow."""
    written_out(student)
    scores = rng.normal(size=5) + 1000
    agree(student.softmax(scores), reference.softmax(scores), "the softmax of large scores")


@check("train_and_predict")
def test_prediction(student, reference, rng):
    """After training, predictions for new inputs follow the plane behind the data."""
    weights, shift = rng.normal(size=2), rng.normal()
    train_x, test_x = rng.normal(size=(32, 2)), rng.normal(size=(8, 2))
    train_y = train_x @ weights + shift
    got = student.train_and_predict(train_x, train_y, test_x)
    agree(got, reference.train_and_predict(train_x, train_y, test_x), "the predictions for 8 new inputs", rtol=1e-2, atol=1e-2)


@check("train_and_predict")
def test_training_data_matter(student, reference, rng):
    """Other training data give another prediction."""
    train_x, test_x = rng.normal(size=(32, 2)), rng.normal(size=(8, 2))
    for shift in rng.normal(size=2):
        train_y = train_x.sum(axis=1) + shift
        got = student.train_and_predict(train_x, train_y, test_x)
        agree(got, reference.train_and_predict(train_x, train_y, test_x), "the predictions", rtol=1e-2, atol=1e-2)


@check("build_model")
def test_model(student):
    """The model has the layers and the loss of the task, and is not trained."""
    model = student.build("build_model")
    require(model.history() == {}, "The model is trained already.")
    config = model.config()
    layers = [(layer["class"], layer["config"].get("units"), layer["config"].get("activation")) for layer in config["layers"]]
    require(layers == [("Dense", 3, "tanh"), ("Dense", 1, "linear")], "The layers are not those of the task.")
    require(config["loss"] == "mean_squared_error" and model.count_params() == 13, "The loss or the weights are not right.")


@check("build_model", weight=2)
def test_model_computes(student, reference, rng):
    """With known weights the model computes what its layers say, and its loss is the mean squared error."""
    weights = [rng.normal(size=shape) for shape in ((2, 3), (3,), (3, 1), (1,))]
    x, y = rng.normal(size=(9, 2)), rng.normal(size=(9, 1))
    model = student.build("build_model")
    model.set_weights(weights)
    right = reference.forward(weights, x)
    agree(model.predict(x), right, "9 pairs of numbers and known weights", rtol=1e-5)
    agree(model.copy().train_step(x, y), np.mean((right - y) ** 2), "the loss of 9 pairs", rtol=1e-5)
