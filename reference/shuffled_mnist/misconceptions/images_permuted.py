"""The images change places, and not the pixels."""

QUESTION = "shuffle_pixels"
HINT = "You put the images in a new order, and the pixels of each image are as before. Index the axis of the pixels."


# %% shuffle_pixels
def shuffle_pixels(images, permutation):
    order = permutation[permutation < len(images)]
    return images[order]
