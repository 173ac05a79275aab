"""Lowers its own limit of computing time, so that the system kills it as if the machine had failed."""

CLASS = "resources and escape"
EXPECT = "no points"
SEEN = "the limit will be lowered"
BASE = "release"

# %% [prepend]
print("the limit will be lowered")

# %% [append]
import resource

try:
    resource.setrlimit(resource.RLIMIT_CPU, (1, 1))
except OSError as problem:
    print(type(problem).__name__)
else:
    while True:
        pass
