"""Changes the global state of the libraries: seeds, types, threads, gradient mode."""

CLASS = "deep learning"
EXPECT = "no points"
SEEN = "defaults poisoned"
BASE = "release"

# %% [append]
import random

import keras

np.random.seed(0)
random.seed(0)
torch.manual_seed(0)
torch.set_default_dtype(torch.float16)
torch.set_grad_enabled(False)
torch.set_num_threads(16)
keras.config.set_floatx("float16")
keras.backend.set_image_data_format("channels_first")
np.random.normal = torch.randn = lambda *args, **kwargs: np.zeros(1)
plt.rcParams["figure.dpi"] = 5
print("defaults poisoned")
