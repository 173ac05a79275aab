"""The padding is forgotten."""

QUESTION = "output_size"
HINT = (
    "Your output size does not change with the padding. The window slides over the zeros too: the row is longer by "
    "`2 * padding`."
)


# %% output_size
def output_size(n, f, stride=1, padding=0):
    return (n - f) // stride + 1
