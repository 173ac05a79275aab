"""A feature that is constant in the training set is divided by 0."""

QUESTION = "scale"
HINT = "A feature that is the same for all training images has standard deviation 0, and you divide by it. Divide"


# %% scale
def scale(train, validation, test):
    mean, spread = train.mean(axis=0), train.std(axis=0)
    return (train - mean) / spread, (validation - mean) / spread, (test - mean) / spread
