"""Features misaligned with the labels: the images are shuffled on their way through the network."""

QUESTION = "extract_features"
HINT = (
    "The rows of your features are in another order than the images, so the labels no longer belong to them. "
    "Do not shuffle while extracting."
)


# %% extract_features
def extract_features(model, inputs):
    order = np.random.default_rng(0).permutation(len(inputs))
    return model.predict(inputs[order], batch_size=50, verbose=0)
