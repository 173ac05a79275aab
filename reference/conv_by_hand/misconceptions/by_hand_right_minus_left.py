"""The edge filter is read as right minus left."""

QUESTION = "by_hand_edge"
HINT = "All your signs are exchanged: the kernel has 1 on the left and −1 on the right, so it computes left minus right."

# %% by_hand_edge
edge_first_row = [5, 4, 0, -8]
edge_top_right = -10
