"""Wrong preprocessing: the means of the given images instead of those of ImageNet."""

QUESTION = "preprocess"
HINT = "You subtract the means of your own images. Use the three given numbers: the network was trained with"


# %% preprocess
def preprocess(images, side):
    bgr = enlarge(images, side)[..., ::-1]
    return bgr - bgr.mean(axis=(0, 1, 2))
