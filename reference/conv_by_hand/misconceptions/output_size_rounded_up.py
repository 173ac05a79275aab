"""The output size is rounded up, as if a step over the end were made."""

QUESTION = "output_size"
HINT = "You round up, but a step that leads over the end is not made. Round down: `//`."


# %% output_size
def output_size(n, f, stride=1, padding=0):
    return -(-(n + 2 * padding - f) // stride) + 1
