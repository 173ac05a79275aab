"""Rows and columns of the confusion matrix are exchanged."""

QUESTION = "confusion_matrix"
HINT = "Your rows are what the network said. Let the row be the label and the column what the network said."


# %% confusion_matrix
def confusion_matrix(labels, predicted, classes=10):
    counts = np.zeros((classes, classes), dtype=int)
    for label, said in zip(labels, predicted, strict=True):
        counts[said, label] += 1
    return counts
