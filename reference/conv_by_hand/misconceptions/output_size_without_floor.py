"""The output size is not rounded down."""

QUESTION = "output_size"
HINT = "Your output size can be a fraction, or a float such as 4.0. A step over the end is not made: divide with `//`."


# %% output_size
def output_size(n, f, stride=1, padding=0):
    return (n + 2 * padding - f) / stride + 1
