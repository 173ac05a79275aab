"""The shuffled images come back as rows of pixels."""

QUESTION = "shuffle_pixels"
HINT = "Your result has one row of pixels for each image. Give it the shape of the images again."


# %% shuffle_pixels
def shuffle_pixels(images, permutation):
    return images.reshape(len(images), -1)[:, permutation]
