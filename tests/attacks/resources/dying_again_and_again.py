"""Ends its process in every cell, so that it is started again and again."""

CLASS = "resources and escape"
EXPECT = "killed"
FINDING = "kernel_died"
SEEN = "again and again"
BASE = "release"

# %% mean_absolute
import os

os._exit(1)

# %% softmax
import os

os._exit(1)

# %% train_and_predict
import os

os._exit(1)

# %% [prepend]
import os

os._exit(1)

# %% [append]
import os

os._exit(1)

# %% [append]
print("never reached")
