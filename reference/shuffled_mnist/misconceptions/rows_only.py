"""Whole rows of the image change places, and not single pixels."""

QUESTION = "shuffle_pixels"
HINT = "You move whole rows of pixels. Flatten each image first, so that each pixel moves by itself."


# %% shuffle_pixels
def shuffle_pixels(images, permutation):
    rows = permutation[permutation < images.shape[1]]
    return images[:, rows]
