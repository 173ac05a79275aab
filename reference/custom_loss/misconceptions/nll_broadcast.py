"""Outcomes of shape (N, 1) meet means of shape (N,): every outcome is compared with every mean."""

QUESTION = "gaussian_nll"
HINT = (
    "Your mean has the shape (N,) and y has (N, 1), and torch makes a table of N × N of them. Keep the axis: `y_pred[:, 0:1]`."
)


# %% gaussian_nll
def gaussian_nll(y_true, y_pred):
    mean, log_sd = y_pred[:, 0], y_pred[:, 1]
    nll = 0.5 * np.log(2 * np.pi) + log_sd + (y_true - mean) ** 2 / (2 * torch.exp(log_sd) ** 2)
    return torch.mean(nll)
