"""Outside the image the border pixels are repeated instead of zeros."""

QUESTION = "by_hand_edge"
HINT = (
    "You repeated the border pixels outside the image. The frame holds zeros, so the right column of the window adds nothing."
)

# %% by_hand_edge
edge_first_row = [-5, -4, 0, 8]
edge_top_right = 8
