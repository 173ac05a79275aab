"""Each part is scaled by its own mean and standard deviation."""

QUESTION = "scale"
HINT = (
    "Each of your parts is scaled by its own numbers, so the same feature value means something else in each. "
    "Use those of `train` for all three."
)


# %% scale
def scale(train, validation, test):
    def standardised(part):
        spread = part.std(axis=0)
        spread[spread == 0] = 1
        return (part - part.mean(axis=0)) / spread

    return standardised(train), standardised(validation), standardised(test)
