"""Uses the time of every cell, so that the whole notebook takes for ever."""

CLASS = "resources and escape"
EXPECT = "stopped"
FINDING = "stopped"
SEEN = "in total"
BASE = "release"

# %% mean_absolute
import time

time.sleep(2.9)

# %% softmax
time.sleep(2.9)

# %% train_and_predict
time.sleep(2.9)

# %% [append]
time.sleep(2.9)

# %% [append]
time.sleep(2.9)

# %% [append]
time.sleep(2.9)
