"""Wrong channel order: red, green, blue, as the images come."""

QUESTION = "preprocess"
HINT = "Your channels still are red, green, blue. The network was trained on blue, green, red: turn the last axis"


# %% preprocess
def preprocess(images, side):
    return enlarge(images, side) - np.array([123.68, 116.779, 103.939])
