"""A layer's own stride stretches its own window."""

QUESTION = "receptive_field"
HINT = "You stretch each window by the stride of its own layer. The stride of a layer only concerns the layers behind it."


# %% receptive_field
def receptive_field(layers):
    field, distance = 1, 1
    for size, stride in layers:
        distance *= stride
        field += (size - 1) * distance
    return field
