"""Hard-coded accuracy: the number is written into the code."""

QUESTION = "choose"
HINT = "The accuracy that you report is always the same number, whatever was predicted. Compute it from predictions and labels."


# %% choose
def choose(candidates, labels):
    def accuracy(name, part):
        return float(np.mean(candidates[name][part] == labels[part]))

    best = max(candidates, key=lambda name: accuracy(name, "validation"))
    return best, 0.55
