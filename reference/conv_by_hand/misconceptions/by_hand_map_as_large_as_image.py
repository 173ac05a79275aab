"""The activation map is taken to be as large as the image."""

QUESTION = "by_hand_step"
HINT = "As large as the image would be right with padding. Here the window stays inside: count its places in a row of 5 pixels."

# %% by_hand_step
step_map_shape = (5, 5)
step_position = (1, 0)
step_value = 10
