"""Training accuracy reported."""

QUESTION = "choose"
HINT = "The number that you report is the accuracy on the training set, which the model knows. Report the one on the test set."


# %% choose
def choose(candidates, labels):
    def accuracy(name, part):
        return float(np.mean(candidates[name][part] == labels[part]))

    best = max(candidates, key=lambda name: accuracy(name, "validation"))
    return best, accuracy(best, "train")
