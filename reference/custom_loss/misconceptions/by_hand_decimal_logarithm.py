"""The decimal logarithm is used."""

QUESTION = "by_hand_likelihood"
HINT = "Your loss comes from the logarithm to base 10. The natural logarithm is meant: `np.log`, or the key ln."

# %% by_hand_likelihood
likelihoods = [0.9, 0.8, 0.6]
joint_likelihood = 0.432
mean_nll = -np.mean(np.log10(likelihoods))
