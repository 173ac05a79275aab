"""The link of the sd is softplus instead of exp."""

QUESTION = "gaussian_nll"
HINT = "Your loss makes the sd with softplus. Here the second output is log sd: use exp, or your output_to_gaussian."


# %% gaussian_nll
def gaussian_nll(y_true, y_pred):
    mean, sd = y_pred[:, 0:1], torch.nn.functional.softplus(y_pred[:, 1:2])
    nll = 0.5 * np.log(2 * np.pi) + torch.log(sd) + (y_true - mean) ** 2 / (2 * sd**2)
    return torch.mean(nll)
