"""An even kernel gets a padding, although none keeps the size."""

QUESTION = "same_padding"
HINT = "For an even kernel no padding keeps the size; your function returns a number all the same. Raise a ValueError."


# %% same_padding
def same_padding(f):
    return f // 2
