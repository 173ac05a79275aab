"""Ran out of time after part 2; the rest holds the placeholder."""

BASE = "release"
EXPECTED = {
    "by_hand_likelihood": 3,
    "binary_nll": 2,
    "softmax": 2,
    "categorical_nll": 2,
    "output_to_gaussian": 2,
    "gaussian_nll": 6,
    "gaussian_gradient": 2,
    "constant_sd": 0,
    "build_model": 0,
    "train": 0,
    "deeper": 0,
    "predict_band": 0,
}

# %% by_hand_likelihood
import math

likelihoods = []
for p1, y in [(0.9, 1), (0.2, 0), (0.4, 0)]:
    likelihoods.append(p1 if y == 1 else 1 - p1)
joint_likelihood = math.prod(likelihoods)
mean_nll = sum(-math.log(value) for value in likelihoods) / 3

# %% binary_nll
def binary_nll(y, p):
    total = 0.0
    for observed, predicted in zip(y, p):
        likelihood = predicted if observed == 1 else 1 - predicted
        total += -math.log(likelihood) if likelihood > 0 else math.inf
    return total / len(y)

# %% softmax
def softmax(z):
    rows = []
    for row in z:
        biggest = max(row)
        powers = [math.exp(value - biggest) for value in row]
        rows.append([power / sum(powers) for power in powers])
    return rows

# %% categorical_nll
def categorical_nll(y, p):
    losses = []
    for one_hot, probabilities in zip(y, p):
        likelihood = probabilities[list(one_hot).index(1)]
        losses.append(-math.log(likelihood) if likelihood > 0 else 50.0)
    return sum(losses) / len(losses)

# %% output_to_gaussian
def output_to_gaussian(output):
    return output[:, [0]], math.e ** output[:, [1]]

# %% gaussian_nll
def gaussian_nll(y_true, y_pred):
    losses = []
    for y, out in zip(y_true, y_pred):
        mean, log_sd = out
        losses.append(0.5 * math.log(2 * math.pi) + log_sd + (y[0] - mean) ** 2 / 2 * torch.exp(-2 * log_sd))
    return sum(losses) / len(losses)

# %% gaussian_gradient
def gaussian_gradient(y, mean, log_sd):
    sd = math.exp(log_sd)
    z = (y - mean) / sd
    return -z / sd, 1 - z * z

