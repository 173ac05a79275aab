"""The biases are not counted."""

QUESTION = "count_weights"
HINT = "Your count is too small by one for each filter: every filter has a bias, and it is learned too."


# %% count_weights
def count_weights(filters, kernel_height, kernel_width, channels):
    return filters * kernel_height * kernel_width * channels
