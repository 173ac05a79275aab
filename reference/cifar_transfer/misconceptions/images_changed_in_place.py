"""The channels are turned around in the caller's array."""

QUESTION = "preprocess"
HINT = (
    "Your function changes the images that it was given, so that a second call gives something else. Write "
    "into an array of your own."
)


# %% preprocess
def preprocess(images, side):
    images[...] = images[..., ::-1].copy()
    return enlarge(images, side) - np.array([103.939, 116.779, 123.68])
