"""The likelihood is taken for the probability of class 1, whatever was observed."""

QUESTION = "by_hand_likelihood"
HINT = "Notes 2 and 3 are genuine: y = 0 was observed, and its predicted probability is 1 − p₁."

# %% by_hand_likelihood
likelihoods = [0.9, 0.2, 0.4]
joint_likelihood = 0.9 * 0.2 * 0.4
mean_nll = -np.log([0.9, 0.2, 0.4]).mean()
