"""Reference of the lab."""

import numpy as np

MATERIAL = "{{canary:reference}}"


def mean_absolute(values):
    """Mean of the absolute values of an array of any shape; a float."""
    return float(np.mean(np.abs(values)))


def softmax(scores):
    """Softmax along the last axis of a float array (..., classes)."""
    raised = np.exp(scores - np.max(scores, axis=-1, keepdims=True))
    return raised / raised.sum(axis=-1, keepdims=True)


def train_and_predict(train_x, train_y, test_x):
    """Least-squares plane through train_x (samples, 2) and train_y (samples,), evaluated at test_x (samples, 2)."""
    design = np.c_[train_x, np.ones(len(train_x))]
    weights, *_ = np.linalg.lstsq(design, train_y, rcond=None)
    return np.c_[test_x, np.ones(len(test_x))] @ weights


def forward(weights, x):
    """Output (samples, 1) of two inputs, three tanh units and a linear unit with ``weights`` at x (samples, 2); no Keras here."""
    kernel, bias, kernel_out, bias_out = weights
    return np.tanh(x @ kernel + bias) @ kernel_out + bias_out
