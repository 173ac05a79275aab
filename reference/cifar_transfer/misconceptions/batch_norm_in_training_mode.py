"""Batch norm in training mode during extraction."""

QUESTION = "extract_features"
HINT = (
    "You call the model with `training=True`: batch normalisation then uses the statistics of the batch, and "
    "dropout is active. Features are extracted in inference mode: `predict`, or `training=False`."
)


# %% extract_features
def extract_features(model, inputs):
    return keras.ops.convert_to_numpy(model(inputs, training=True))
