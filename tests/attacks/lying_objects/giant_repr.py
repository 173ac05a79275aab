"""Shows an object whose representation has fifty million letters, and raises one whose message has as many."""

CLASS = "lying objects"
EXPECT = "no points"
SEEN = "large objects follow"
BASE = "release"


# %% mean_absolute
class Giant(Exception):
    def __repr__(self):
        return "x" * 50_000_000

    __str__ = _repr_html_ = __repr__


def mean_absolute(values):
    raise Giant


# %% [prepend]
print("large objects follow")

# %% [append]
Giant()
