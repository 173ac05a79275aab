"""Calls the forbidden library function under another name."""

CLASS = "deep learning"
EXPECT = "no points"
SEEN = "Write the softmax with exponentials and sums."
BASE = "release"

# %% [prepend]
from torch.nn.functional import softmax as total


# %% softmax
def softmax(scores):
    return total(torch.as_tensor(scores), dim=-1).numpy()
