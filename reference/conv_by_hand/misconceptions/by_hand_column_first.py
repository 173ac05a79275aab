"""The column is named before the row."""

QUESTION = "by_hand_step"
HINT = "You name the column first. As in numpy, a place is (row, column)."

# %% by_hand_step
step_map_shape = (3, 3)
step_position = (0, 1)
step_value = 10
