"""The number of steps is taken for the number of places."""

QUESTION = "output_size"
HINT = "You count the steps of the window. It already stands at one place before its first step, so add 1."


# %% output_size
def output_size(n, f, stride=1, padding=0):
    return (n + 2 * padding - f) // stride
