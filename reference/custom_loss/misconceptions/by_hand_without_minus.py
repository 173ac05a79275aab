"""The minus sign of the negative log-likelihood is forgotten."""

QUESTION = "by_hand_likelihood"
HINT = "Your loss is negative. The logarithm of a probability is below 0, and the minus sign makes a positive loss of it."

# %% by_hand_likelihood
likelihoods = [0.9, 0.8, 0.6]
joint_likelihood = 0.432
mean_nll = np.mean(np.log(likelihoods))
