"""Wrong preprocessing: the pixels are divided by 255, as for a network trained from scratch."""

QUESTION = "preprocess"
HINT = (
    "You divide by 255. That is fine for a network of one's own, but this one was trained on values from about "
    "−124 to 151: only subtract the means."
)


# %% preprocess
def preprocess(images, side):
    return enlarge(images, side)[..., ::-1] / 255.0
