"""The share of wrong images instead of right ones."""

QUESTION = "accuracy"
HINT = "You give the share of images that are wrong. The accuracy is the share of those that are right."


# %% accuracy
def predict_labels(model, x):
    return np.argmax(model.predict(x, verbose=0), axis=1)


def accuracy(model, x, labels):
    return float(np.mean(predict_labels(model, x) != labels))
