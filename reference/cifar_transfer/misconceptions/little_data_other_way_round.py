"""With little data, similar and different tasks are exchanged."""

QUESTION = "strategy"
HINT = (
    "For little data look again at which task is the easy one: features that were learned for a similar task "
    "can be used as they are."
)


# %% strategy
little_similar, little_different = "D", "B"
lots_similar, lots_different = "A", "C"
