"""Each image is shuffled by a permutation of its own."""

QUESTION = "shuffle_pixels"
HINT = "Each of your images has another order of pixels. Use the given permutation for all of them."


# %% shuffle_pixels
def shuffle_pixels(images, permutation):
    rng = np.random.default_rng(0)
    flat = images.reshape(len(images), -1)
    return np.array([pixels[rng.permutation(len(permutation))] for pixels in flat]).reshape(images.shape)
