"""Pixel k is put to place permutation[k], instead of being taken from there."""

QUESTION = "shuffle_pixels"
HINT = "You shuffle in the opposite direction: pixel k of the result is to be taken from place permutation[k]."


# %% shuffle_pixels
def shuffle_pixels(images, permutation):
    flat = images.reshape(len(images), -1)
    result = np.empty_like(flat)
    result[:, permutation] = flat
    return result.reshape(images.shape)
