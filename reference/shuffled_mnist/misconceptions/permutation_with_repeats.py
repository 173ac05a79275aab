"""The numbers are drawn with putting back, so that some come twice."""

QUESTION = "make_permutation"
HINT = "Some of your numbers come twice and others are missing. Draw without putting back."


# %% make_permutation
def make_permutation(n, seed):
    return np.random.default_rng(seed).integers(0, n, size=n)
