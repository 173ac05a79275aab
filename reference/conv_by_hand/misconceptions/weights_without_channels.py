"""The channels of the image are forgotten."""

QUESTION = "count_weights"
HINT = "Your count does not change with the channels. A filter has its own weights for each of them."


# %% count_weights
def count_weights(filters, kernel_height, kernel_width, channels):
    return filters * (kernel_height * kernel_width + 1)
