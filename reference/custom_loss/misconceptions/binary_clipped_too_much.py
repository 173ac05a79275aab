"""Probabilities are kept so far away from 0 that an impossible observation is cheap."""

QUESTION = "binary_nll"
HINT = (
    "You clip the probabilities at 0.001. An impossible observation costs hardly more than a rare one then; clip at 1e-7 "
    "as Keras does."
)


# %% binary_nll
def binary_nll(y, p):
    p = np.clip(p, 0.001, 0.999)
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))
