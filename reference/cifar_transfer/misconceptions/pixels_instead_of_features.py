"""Pixels instead of features: the forest never sees what the backbone computes."""

QUESTION = "predictions_from_features"
HINT = (
    "Your predictions come from the pixels; the backbone is not used. Train the forest on the features, and "
    "give it the features of the new images too."
)


# %% predictions_from_features
def predictions_from_features(backbone, images, labels, new_images, side, seed):
    return forest_predictions(preprocess(images, side), labels, preprocess(new_images, side), seed)
