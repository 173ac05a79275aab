"""The band has 1.282 standard deviations on each side: it holds 80%."""

QUESTION = "predict_band"
HINT = "Your band leaves 10% out on each side. For 5% on each side, z is 1.645."


# %% predict_band
def predict_band(output):
    mean, sd = output[:, 0], np.exp(output[:, 1])
    return mean - 1.282 * sd, mean + 1.282 * sd
