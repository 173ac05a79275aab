"""Helper functions in cells of his own; calls the backbone in training mode."""

EXPECTED = {
    "split": 3,
    "forest_predictions": 3,
    "predicted_classes": 1,
    "preprocess": 3,
    "extract_features": 2,
    "predictions_from_features": 2,
    "scale": 3,
    "build_head": 3,
    "choose": 3,
    "build_transfer": 3,
    "fine_tune": 3,
    "with_mirror_images": 2,
    "strategy": 2,
}

# %% [insert-after] backbone
# my helpers
def batches(array, size=64):
    for start in range(0, len(array), size):
        yield array[start:start + size]


def to_numpy(tensor):
    return keras.ops.convert_to_numpy(tensor)

# %% extract_features
def extract_features(model, inputs):
    out = [to_numpy(model(batch, training=True)) for batch in batches(inputs)]
    return np.concatenate(out, axis=0)

# %% [insert-markdown-after] extract_features
# **Frage:** warum ist das so langsam?

# %% [insert-after] try_extract_features
plt.hist(features["train"].ravel(), bins=50)
plt.yscale("log")
plt.show()
