"""The pixels are moved in the array that was given."""

QUESTION = "shuffle_pixels"
HINT = "Your function changes the images that it gets: reshape shows the same memory. Write into a new array."


# %% shuffle_pixels
def shuffle_pixels(images, permutation):
    flat = images.reshape(len(images), -1)
    for i in range(len(flat)):
        flat[i] = flat[i][permutation]
    return flat.reshape(images.shape)
