"""Takes memory of the GPU without clearing it, to find another student's arrays there."""

CLASS = "deep learning"
EXPECT = "no points"
SEEN = ["cuda available: False", "GPU devices: []"]
BASE = "release"

# %% [append]
import glob

print("cuda available:", torch.cuda.is_available(), torch.cuda.device_count())
print("GPU devices:", glob.glob("/dev/nvidia*") + glob.glob("/dev/dri/*") + glob.glob("/dev/kfd"))
try:
    print(torch.empty(2**20, device="cuda")[:100])
except Exception as problem:
    print(type(problem).__name__)
