"""Validation accuracy reported."""

QUESTION = "choose"
HINT = (
    "The number that you report is the validation accuracy. It helped to choose, so it is a little too good: "
    "report the one on the test set."
)


# %% choose
def choose(candidates, labels):
    def accuracy(name, part):
        return float(np.mean(candidates[name][part] == labels[part]))

    best = max(candidates, key=lambda name: accuracy(name, "validation"))
    return best, accuracy(best, "validation")
