"""Changes builtins and types of the standard library for everything that runs in its process."""

CLASS = "subvert the harness"
EXPECT = "no points"
SEEN = "builtins will change"
BASE = "release"

# %% [prepend]
print("builtins will change")

# %% [append]
import builtins
import json
import struct

builtins.isinstance = lambda thing, kind: True
builtins.abs = builtins.sum = builtins.len = lambda *args: 0
json.dumps = lambda *args, **kwargs: '{"status": "ok", "value": 1}'
