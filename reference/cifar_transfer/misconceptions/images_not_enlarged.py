"""The images keep their size."""

QUESTION = "preprocess"
HINT = "Your images keep the size they came with. Let `enlarge` bring them to `side`."


# %% preprocess
def preprocess(images, side):
    return images[..., ::-1].astype("float32") - np.array([103.939, 116.779, 123.68])
