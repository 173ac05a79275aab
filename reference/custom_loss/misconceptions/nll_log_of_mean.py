"""The logarithm of the mean likelihood is taken for the mean of the logarithms."""

QUESTION = "gaussian_nll"
HINT = "You take the mean of the likelihoods and then its logarithm. Take the logarithm of each, and then the mean."


# %% gaussian_nll
def gaussian_nll(y_true, y_pred):
    mean, sd = y_pred[:, 0:1], torch.exp(y_pred[:, 1:2])
    likelihood = torch.exp(torch.distributions.Normal(mean, sd).log_prob(y_true))
    return -torch.log(torch.mean(likelihood))
