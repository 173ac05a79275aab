"""Places are counted from 1."""

QUESTION = "by_hand_step"
HINT = "You count from 1. As in numpy, the first place is (0, 0)."

# %% by_hand_step
step_map_shape = (3, 3)
step_position = (2, 1)
step_value = 10
