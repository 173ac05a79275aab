"""The zeros of both ends together instead of those at each end."""

QUESTION = "same_padding"
HINT = "f − 1 is the number of zeros for both ends together. The task asks for those at each end: half of it."


# %% same_padding
def same_padding(f):
    if f % 2 == 0:
        raise ValueError("even kernel")
    return f - 1
