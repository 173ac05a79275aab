"""The rows are moved in the arrays that were given: the trained network is lost."""

QUESTION = "permute_first_layer"
HINT = "Your function changes the weights that it gets. Make a new first matrix, and leave the old one alone."


# %% permute_first_layer
def permute_first_layer(weights, permutation):
    weights[0][:] = weights[0][permutation]
    return weights
