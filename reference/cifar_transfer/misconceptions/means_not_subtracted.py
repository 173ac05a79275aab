"""Wrong preprocessing: the means are not subtracted."""

QUESTION = "preprocess"
HINT = "Your channels are turned around, but their means over ImageNet are not subtracted."


# %% preprocess
def preprocess(images, side):
    return enlarge(images, side)[..., ::-1]
