"""The matrix holds shares of all images instead of counts."""

QUESTION = "confusion_matrix"
HINT = "Your matrix holds shares. Leave the counts as they are, one for each image."


# %% confusion_matrix
def confusion_matrix(labels, predicted, classes=10):
    counts = np.zeros((classes, classes))
    for label, said in zip(labels, predicted, strict=True):
        counts[label, said] += 1
    return counts / len(labels)
