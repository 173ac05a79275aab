"""The likelihoods are added up instead of multiplied."""

QUESTION = "by_hand_likelihood"
HINT = "You add the likelihoods: the sum is larger than 1. Of independent observations, they are multiplied."

# %% by_hand_likelihood
likelihoods = [0.9, 0.8, 0.6]
joint_likelihood = 0.9 + 0.8 + 0.6
mean_nll = -(np.log(0.9) + np.log(0.8) + np.log(0.6)) / 3
