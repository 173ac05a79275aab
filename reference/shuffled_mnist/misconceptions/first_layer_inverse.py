"""The rows of the first layer are moved in the opposite direction."""

QUESTION = "permute_first_layer"
HINT = "You move the rows in the opposite direction. Pixel k of a shuffled image is pixel permutation[k]: so must be row k."


# %% permute_first_layer
def permute_first_layer(weights, permutation):
    return [weights[0][np.argsort(permutation)], *weights[1:]]
