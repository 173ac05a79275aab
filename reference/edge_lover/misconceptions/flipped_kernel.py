"""The kernel is flipped, as scipy's convolve2d does."""

QUESTION = "activation_map"
HINT = "Your map is that of a flipped kernel. Keras slides the kernel as it is; `correlate2d` does the same."


# %% activation_map
def activation_map(image, kernel, bias=0.0):
    from scipy.signal import convolve2d

    return convolve2d(image, kernel, mode="same") + bias
