"""The kernel sizes are added up instead of growing by f − 1."""

QUESTION = "receptive_field"
HINT = (
    "You add the kernel sizes: two 3×3 layers would see 6 pixels. Their windows overlap; begin with 1 pixel and add "
    "f − 1 for each layer."
)


# %% receptive_field
def receptive_field(layers):
    field, distance = 0, 1
    for size, stride in layers:
        field += size * distance
        distance *= stride
    return field
