"""The channels are turned around, but the means are subtracted in the order red, green, blue."""

QUESTION = "preprocess"
HINT = (
    "You subtract the mean of red from blue and that of blue from red. After turning the channels around, the "
    "means must be in the order blue, green, red."
)


# %% preprocess
def preprocess(images, side):
    return enlarge(images, side)[..., ::-1] - np.array([123.68, 116.779, 103.939])
