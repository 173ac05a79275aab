"""Uses as many threads as it can get for matrix products that never end."""

CLASS = "deep learning"
EXPECT = "stopped"
FINDING = "stopped"
BASE = "release"

# %% [append]
torch.set_num_threads(16)
matrix = torch.randn(600, 600)
while True:
    matrix = matrix @ matrix
    matrix /= matrix.abs().max()
