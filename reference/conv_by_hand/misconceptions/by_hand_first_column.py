"""The first column of the map instead of its first row."""

QUESTION = "by_hand_edge"
HINT = "These are the values of the first column. For the first row the window stays at the top and moves to the right."

# %% by_hand_edge
edge_first_row = [-5, -10, 0, -3]
edge_top_right = 10
