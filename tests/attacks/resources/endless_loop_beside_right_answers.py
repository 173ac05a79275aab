"""Never ends in a cell of its own; the answers are right and keep their points."""

CLASS = "resources and escape"
EXPECT = "harmless"
FINDING = "stopped"

# %% [append]
while True:
    pass
