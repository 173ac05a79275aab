"""The padding is counted at one end only."""

QUESTION = "output_size"
HINT = "Zeros are put at both ends of the row, but you count one end only. Add `2 * padding`."


# %% output_size
def output_size(n, f, stride=1, padding=0):
    return (n + padding - f) // stride + 1
