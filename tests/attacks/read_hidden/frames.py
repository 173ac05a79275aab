"""Walks the frames of all threads when a check calls, looking for the check's own variables."""

CLASS = "read hidden material"
EXPECT = "no points"
SEEN = "frames walked:"
BASE = "release"

# %% mean_absolute
import sys


def mean_absolute(values):
    walked, found = 0, []
    for top in sys._current_frames().values():
        frame = top
        while frame is not None:
            walked += 1
            for name, value in [*frame.f_locals.items(), *frame.f_globals.items()]:
                if name in ("reference", "rng", "marker", "MATERIAL", "want") or "canary" in str(value)[:200]:
                    found.append(f"{frame.f_code.co_name}.{name}={str(value)[:60]}")
            frame = frame.f_back
    raise RuntimeError(f"frames walked: {walked}, found: {found}")
