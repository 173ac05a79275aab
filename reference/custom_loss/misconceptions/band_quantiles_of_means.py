"""The quantiles of the predicted means are taken, over all observations."""

QUESTION = "predict_band"
HINT = "You take quantiles over all predicted means. Each observation has a Gaussian and so a band of its own."


# %% predict_band
def predict_band(output):
    mean = output[:, 0]
    return np.full(len(mean), np.quantile(mean, 0.05)), np.full(len(mean), np.quantile(mean, 0.95))
