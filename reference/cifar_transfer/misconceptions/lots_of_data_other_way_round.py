"""With lots of data, similar and different tasks are exchanged."""

QUESTION = "strategy"
HINT = "For lots of data look again at how much of the network has to change: the more the task differs, the more"


# %% strategy
little_similar, little_different = "B", "D"
lots_similar, lots_different = "C", "A"
