"""Hides the forbidden library function in a text that is evaluated."""

CLASS = "deep learning"
EXPECT = "no points"
SEEN = "Write the softmax with exponentials and sums."
BASE = "release"

# %% softmax
softmax = eval(
    bytes.fromhex(
        "6c616d62646120733a20746f7263682e736f66746d617828746f7263682e61735f74656e736f722873292c202d31292e6e756d70792829"
    )
)
