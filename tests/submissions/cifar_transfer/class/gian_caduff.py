"""A cell that Python cannot read, another one deleted, a third twice; the rest in his own words and names."""

EXPECTED = {
    "split": 3,
    "forest_predictions": 3,
    "predicted_classes": 1,
    "preprocess": 3,
    "extract_features": 3,
    "predictions_from_features": 2,
    "scale": 0,
    "build_head": 3,
    "choose": 3,
    "build_transfer": 3,
    "fine_tune": 3,
    "with_mirror_images": 0,
    "strategy": 2,
}

# %% scale
def scale(train, validation, test):
    mu, sd = train.mean(0), train.std(0)
    sd[sd == 0] = 1
    return ((train - mu / sd, (validation - mu) / sd, (test - mu) / sd

# %% [delete] with_mirror_images

# %% predicted_classes
def predicted_classes(p):
    return p.argmax(axis=0)

# %% [duplicate] predicted_classes
def predicted_classes(p):
    # axis 0 was wrong
    return p.argmax(axis=1)

# %% extract_features
def extract_features(network, pictures):
    return network.predict(pictures, verbose=0)

# %% [markdown] explain_fine_tuning
# Because the new layers are random at first.
