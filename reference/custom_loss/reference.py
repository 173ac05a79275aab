"""Reference for custom_loss: the same functions as in the notebook, computed in another way.

The loss in probabilistic deep learning is the mean negative log-likelihood, NLL = -1/N sum log p(y_i | x_i, w) (ETH WBL, "The
loss in probabilistic DL"); for a Gaussian with the outputs mean and log sd see "Linear regression with flexible non-constant
variance" there. Numbers are float64 where numpy computes, and of the arguments' dtype where torch does.
"""

import os
from statistics import NormalDist

os.environ.setdefault("KERAS_BACKEND", "torch")

import keras
import numpy as np
import torch

EPOCHS = 0
"""The notebook's constant is 10. Here nothing is trained: what is compared does not depend on it."""

likelihoods = [0.9, 0.8, 0.6]
joint_likelihood = float(np.prod(likelihoods))
mean_nll = float(-np.log(joint_likelihood) / len(likelihoods))


def binary_nll(y, p):
    """Mean NLL of Bernoulli predictions (ETH WBL, "NLL Loss for probabilistic binary classification").

    Args:
        y: shape (N,), observed classes 0 or 1.
        p: shape (N,), predicted probabilities of class 1.

    Returns:
        float ≥ 0, inf when something was observed that has the probability 0.
    """
    y, p = (torch.as_tensor(np.asarray(values, dtype=np.float64)) for values in (y, p))
    return -float((torch.xlogy(y, p) + torch.xlogy(1 - y, 1 - p)).mean())


def softmax(z):
    """Softmax of each row (ETH WBL, "Classification: Softmax Activation").

    Args:
        z: shape (N, K), any finite numbers.

    Returns:
        float64 array of shape (N, K), rows with the sum 1.
    """
    return torch.softmax(torch.as_tensor(np.asarray(z, dtype=np.float64)), dim=1).numpy()


def categorical_nll(y, p):
    """Mean NLL of categorical predictions (ETH WBL, "NLL for categorical outcome").

    Args:
        y: shape (N, K), one-hot.
        p: shape (N, K), predicted probabilities.

    Returns:
        float ≥ 0, inf when something was observed that has the probability 0.
    """
    y, p = (torch.as_tensor(np.asarray(values, dtype=np.float64)) for values in (y, p))
    return -float(torch.xlogy(y, p).sum(dim=1).mean())


def output_to_gaussian(output):
    """The link: mean = out_1 and sd = exp(out_2) (ETH WBL, "Link the outputs of the model to the parameters").

    Args:
        output: torch tensor of shape (N, 2).

    Returns:
        two torch tensors of shape (N, 1).
    """
    mean, log_sd = torch.split(output, 1, dim=1)
    return mean, log_sd.exp()


def gaussian_nll(y_true, y_pred):
    """Mean Gaussian NLL with the outputs mean and log sd (ETH WBL, "Custom Negative Log-Likelihood Loss").

    Args:
        y_true: torch tensor of shape (N, 1).
        y_pred: torch tensor of shape (N, 2).

    Returns:
        torch tensor with a single number.
    """
    mean, sd = output_to_gaussian(y_pred)
    return -torch.distributions.Normal(mean, sd, validate_args=False).log_prob(y_true).mean()


def gaussian_gradient(y, mean, log_sd):
    """Derivatives of -log L for one observation, by automatic differentiation.

    Returns:
        two floats: with respect to ``mean`` and to ``log_sd``.
    """
    output = torch.tensor([[mean, log_sd]], dtype=torch.float64, requires_grad=True)
    gaussian_nll(torch.tensor([[y]], dtype=torch.float64), output).backward()
    return tuple(output.grad[0].tolist())


def constant_sd_nll(mse, sd):
    """Mean NLL for one sd everywhere: with it, minimising the NLL is minimising the MSE (ETH WBL, "Fit linear regression NN").

    Returns:
        float.
    """
    return float(mse / (2 * sd**2) - np.log(NormalDist(0.0, sd).pdf(0.0)))


def best_constant_sd(mse):
    """The sd that minimises :func:`constant_sd_nll`: the root mean squared error."""
    return float(mse) ** 0.5


def sample(number, generator):
    """The notebook's data: x uniform in [-1, 1], y = 2x plus Gaussian noise with sd 0.1 + |x|.

    Returns:
        inputs and outcomes, two float32 arrays of shape (number, 1).
    """
    x = generator.uniform(-1, 1, size=(number, 1))
    y = 2 * x + generator.normal(0, 0.1 + np.abs(x))
    return x.astype("float32"), y.astype("float32")


x_train, y_train = sample(1000, np.random.default_rng(28))
x_val, y_val = sample(1000, np.random.default_rng(35))


def build_model(hidden=(10,), learning_rate=0.01):
    """Fully connected network with tanh hidden layers and the outputs mean and log sd.

    Args:
        hidden: units of each hidden layer.
        learning_rate: for Adam.

    Returns:
        keras.Model with inputs (None, 1) and outputs (None, 2), compiled with :func:`gaussian_nll`.
    """
    layers = [keras.layers.Dense(units, activation="tanh") for units in hidden]
    model = keras.Sequential([keras.Input((1,)), *layers, keras.layers.Dense(2)])
    model.compile(optimizer=keras.optimizers.Adam(learning_rate), loss=gaussian_nll)
    return model


def train(model, epochs):
    """Fit ``model`` on the training data in batches of 32.

    Returns:
        dict with the lists "loss" and "val_loss", one float for each epoch.
    """
    fitted = model.fit(x_train, y_train, batch_size=32, epochs=epochs, validation_data=(x_val, y_val), verbose=0)
    return fitted.history


def predict_band(output):
    """5% and 95% quantile of the predicted Gaussians.

    Args:
        output: shape (N, 2), mean and log sd.

    Returns:
        two float64 arrays of shape (N,).
    """
    output = np.asarray(output, dtype=np.float64)
    half = NormalDist().inv_cdf(0.95) * np.exp(output[:, 1])
    return output[:, 0] - half, output[:, 0] + half


deep_model = build_model((10, 100, 10))
deep_history = {}
