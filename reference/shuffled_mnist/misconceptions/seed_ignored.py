"""The seed is fixed in the function, whatever it is given."""

QUESTION = "make_permutation"
HINT = "Your function always gives the same permutation. Pass the seed that it gets to np.random.default_rng."


# %% make_permutation
def make_permutation(n, seed):
    rng = np.random.default_rng(42)
    return rng.permutation(n)
