"""The log-likelihood is returned, without the minus sign."""

QUESTION = "gaussian_nll"
HINT = "Your loss is the log-likelihood: training would make the observations less and less likely. Change the sign."


# %% gaussian_nll
def gaussian_nll(y_true, y_pred):
    mean, sd = y_pred[:, 0:1], torch.exp(y_pred[:, 1:2])
    return torch.distributions.Normal(mean, sd).log_prob(y_true).mean()
