"""A bias for each channel of each filter."""

QUESTION = "count_weights"
HINT = "You count a bias for each channel. A filter adds its channels up and then adds one bias."


# %% count_weights
def count_weights(filters, kernel_height, kernel_width, channels):
    return filters * channels * (kernel_height * kernel_width + 1)
