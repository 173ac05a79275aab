"""Hands in a notebook whose text holds NUL and halves of characters, as no other program can store them."""

CLASS = "through the notebook, the web and the archive"
EXPECT = "no points"
SEEN = "half characters follow"
BASE = "release"


# %% [prepend]
print("half characters follow")

# %% mean_absolute
def mean_absolute(values):
    raise ValueError("\ud800\udfff \x00 \ud83d")


# %% [append]
print("\ud800".encode("utf-8", "surrogatepass"), "\x00")
print("\ud83d")
