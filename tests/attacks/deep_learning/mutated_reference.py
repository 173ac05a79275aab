"""Sets every array in its process to zero at the moment of the check, the expected one hopefully among them."""

CLASS = "deep learning"
EXPECT = "no points"
SEEN = "arrays set to zero"
BASE = "release"

# %% mean_absolute
import gc


def mean_absolute(values):
    count = 0
    gc.unfreeze()
    for thing in gc.get_objects():
        for item in thing.values() if type(thing) is dict else thing if type(thing) in (list, tuple) else ():
            if type(item) is np.ndarray and item.flags.writeable and item.dtype.kind == "f":
                item.fill(0)
                count += 1
    raise RuntimeError(f"{count} arrays set to zero")
