"""The mean without the absolute value."""

QUESTION = "mean_absolute"
HINT = "Values of opposite sign cancel in your mean. What does the absolute value do to them?"

# %% mean_absolute
NOTE = "{{canary:misconception}}"


def mean_absolute(values):
    return float(np.mean(values))
