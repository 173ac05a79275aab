"""Lowers its own limits of memory and files until its kernel can do nothing any more."""

CLASS = "resources and escape"
EXPECT = "no points"
SEEN = "limits will be lowered"
BASE = "release"

# %% [prepend]
print("limits will be lowered")

# %% [append]
import resource

for name in ("RLIMIT_AS", "RLIMIT_DATA", "RLIMIT_STACK", "RLIMIT_NOFILE", "RLIMIT_NPROC", "RLIMIT_FSIZE"):
    try:
        resource.setrlimit(getattr(resource, name), (0, 0))
    except OSError as problem:
        print(type(problem).__name__)
