"""The largest value is looked for along the images, and not along the classes."""

QUESTION = "accuracy"
HINT = "You look for the largest value in each column, that is for one image per class. Look along the row of an image: axis=1."


# %% accuracy
def predict_labels(model, x):
    return np.argmax(model.predict(x, verbose=0), axis=0)


def accuracy(model, x, labels):
    return model.evaluate(x, one_hot(labels), verbose=0)[1]
