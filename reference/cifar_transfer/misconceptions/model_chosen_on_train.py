"""Model chosen by its training accuracy."""

QUESTION = "choose"
HINT = "You choose the model that is best on the training set: often it has learned it by heart. Choose by validation accuracy."


# %% choose
def choose(candidates, labels):
    def accuracy(name, part):
        return float(np.mean(candidates[name][part] == labels[part]))

    best = max(candidates, key=lambda name: accuracy(name, "train"))
    return best, accuracy(best, "test")
