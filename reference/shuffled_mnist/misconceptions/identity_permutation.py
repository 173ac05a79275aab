"""The permutation leaves everything where it is."""

QUESTION = "make_permutation"
HINT = "Your permutation is 0, 1, 2, …: nothing moves. Let a random generator draw the order."


# %% make_permutation
def make_permutation(n, seed):
    np.random.default_rng(seed).permutation(np.arange(n))
    return np.arange(n)
