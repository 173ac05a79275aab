"""Each set is shuffled by a permutation of its own."""

QUESTION = "shuffle_sets"
HINT = (
    "Your sets have different orders of pixels: what the network learned about a pixel is then wrong in the test. "
    "Draw the permutation once."
)


# %% shuffle_sets
def shuffle_sets(x_train, x_val, x_test, seed):
    n = x_train[0].size
    train_order, val_order, test_order = (make_permutation(n, seed + i) for i in range(3))
    return shuffle_pixels(x_train, train_order), shuffle_pixels(x_val, val_order), shuffle_pixels(x_test, test_order)
