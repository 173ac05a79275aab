"""Argmax without an axis: one number for all images."""

QUESTION = "predicted_classes"
HINT = "You return one number for all images. Give argmax the axis that it shall look along."


# %% predicted_classes
def predicted_classes(probabilities):
    return np.argmax(probabilities)
