"""Test unscaled: only the training and validation features are scaled."""

QUESTION = "scale"
HINT = "Your test features come back as they were. The classifier was trained on scaled ones: scale them in the"


# %% scale
def scale(train, validation, test):
    mean, spread = train.mean(axis=0), train.std(axis=0)
    spread[spread == 0] = 1
    return (train - mean) / spread, (validation - mean) / spread, test
