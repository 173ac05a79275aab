"""One bias for the whole layer."""

QUESTION = "count_weights"
HINT = "You count one bias for the whole layer. Every filter has its own."


# %% count_weights
def count_weights(filters, kernel_height, kernel_width, channels):
    return filters * kernel_height * kernel_width * channels + 1
