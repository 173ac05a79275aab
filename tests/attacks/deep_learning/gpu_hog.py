"""Takes all memory of every accelerator it can name."""

CLASS = "deep learning"
EXPECT = "no points"
SEEN = "taken: 0 bytes"
BASE = "release"

# %% [append]
taken = []
for device in ("cuda", "cuda:1", "mps", "xpu", "meta"):
    try:
        while device != "meta" and len(taken) < 10_000:
            taken.append(torch.empty(2**28, device=device))
    except Exception as problem:
        print(device, type(problem).__name__)
print("taken:", sum(tensor.numel() for tensor in taken), "bytes")
