"""The shuffled images are computed, but the originals are returned."""

QUESTION = "shuffle_sets"
HINT = "Your function returns the images as they were. shuffle_pixels gives new images back: return those."


# %% shuffle_sets
def shuffle_sets(x_train, x_val, x_test, seed):
    permutation = make_permutation(x_train[0].size, seed)
    for images in (x_train, x_val, x_test):
        shuffle_pixels(images, permutation)
    return x_train, x_val, x_test
