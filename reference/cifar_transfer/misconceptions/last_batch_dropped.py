"""The last batch is left out because it is not full."""

QUESTION = "extract_features"
HINT = "The last images have no features: their batch was not full and you left it out. Keep it."


# %% extract_features
def extract_features(model, inputs):
    full = [inputs[i : i + 32] for i in range(0, len(inputs) - 31, 32)]
    return np.concatenate([model.predict(batch, verbose=0) for batch in full])
