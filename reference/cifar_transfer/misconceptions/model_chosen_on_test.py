"""Model chosen on test."""

QUESTION = "choose"
HINT = (
    "You choose the model by its test accuracy. The number that you report is then too good, for the test set "
    "took part in the decision. Choose by validation accuracy."
)


# %% choose
def choose(candidates, labels):
    def accuracy(name, part):
        return float(np.mean(candidates[name][part] == labels[part]))

    best = max(candidates, key=lambda name: accuracy(name, "test"))
    return best, accuracy(best, "test")
