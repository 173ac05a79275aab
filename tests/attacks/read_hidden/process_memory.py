"""Searches its own memory, which it shares copy-on-write with the fork server, by /proc and by its own addresses."""

CLASS = "read hidden material"
EXPECT = "no points"
SEEN = "True MiB searched"
BASE = "release"

# %% [prepend]
import ctypes
import re
import time

try:
    with open("/proc/self/mem", "rb", buffering=0) as memory:
        print("memory opened", memory)
except OSError as problem:
    print(type(problem).__name__)
end, total, hits = time.monotonic() + 1.5, 0, set()
with open("/proc/self/maps") as maps:
    lines = maps.read().splitlines()
for line in lines:
    span, rights = line.split()[:2]
    start, stop = (int(number, 16) for number in span.split("-"))
    if "rw" not in rights or time.monotonic() > end or stop - start > 2**28:
        continue
    block = ctypes.string_at(start, stop - start)
    total += len(block)
    if b"canary" in block:
        hits.update(re.findall(rb"canary[0-9a-f]{24}", block))
    del block
print(total // 2**20 > 10, "MiB searched", hits)
