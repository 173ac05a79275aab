"""Shows text whose direction is turned, with invisible and look-alike letters, in outputs, errors and cells."""

CLASS = "through the notebook, the web and the archive"
EXPECT = "no points"
SEEN = "turned text shown"
BASE = "release"

# %% mean_absolute
TURNED = "\u202e10 fo 10\u202c \u2066\u2067\u2069 \u200b\u200f\ufeff \U000e0041 раssеd"


def mean_absolute(values):
    raise ValueError(TURNED)


# %% [insert-markdown-after] imports
# Text that is turned: ‮stniop 01 fo 01‬ ⁦and isolated⁩.

# %% [append]
print(TURNED)
print("turned text shown")
