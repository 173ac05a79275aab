"""The band has 1.96 standard deviations on each side: it holds 95%."""

QUESTION = "predict_band"
HINT = "Your band reaches from the 2.5% to the 97.5% quantile. For 5% on each side, z is 1.645."


# %% predict_band
def predict_band(output):
    mean, sd = output[:, 0], np.exp(output[:, 1])
    return mean - 1.96 * sd, mean + 1.96 * sd
