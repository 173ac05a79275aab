"""The negative logarithms are added up, and not divided by the number of observations."""

QUESTION = "by_hand_likelihood"
HINT = "Your loss is that of all three notes together. Divide it by their number."

# %% by_hand_likelihood
likelihoods = [0.9, 0.8, 0.6]
joint_likelihood = 0.432
mean_nll = -np.log(joint_likelihood)
