"""The test images are shuffled by the inverse permutation."""

QUESTION = "shuffle_sets"
HINT = "Your test images are shuffled backwards (np.argsort gives the inverse). Use the permutation itself, as in training."


# %% shuffle_sets
def shuffle_sets(x_train, x_val, x_test, seed):
    permutation = make_permutation(x_train[0].size, seed)
    back = np.argsort(permutation)
    return shuffle_pixels(x_train, permutation), shuffle_pixels(x_val, permutation), shuffle_pixels(x_test, back)
