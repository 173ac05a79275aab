"""Scaler fitted on all data: validation and test images have a say in mean and standard deviation."""

QUESTION = "scale"
HINT = (
    "Your mean and standard deviation are those of all three parts together, so the test set takes part in the "
    "training. Compute them from `train` only."
)


# %% scale
def scale(train, validation, test):
    everything = np.concatenate([train, validation, test])
    mean, spread = everything.mean(axis=0), everything.std(axis=0)
    spread[spread == 0] = 1
    return (train - mean) / spread, (validation - mean) / spread, (test - mean) / spread
