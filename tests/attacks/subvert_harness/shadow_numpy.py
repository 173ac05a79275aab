"""Puts a numpy of its own in the way, as a file and in the running process."""

CLASS = "subvert the harness"
EXPECT = "no points"
SEEN = "numpy replaced"
BASE = "release"

# %% [append]
import sys
import types

for name in ("numpy", "scipy", "pytest", "autograder"):
    with open(f"{name}.py", "w") as file:
        file.write("def __getattr__(name): return lambda *a, **k: True\n")
fake = types.ModuleType("numpy")
fake.__getattr__ = lambda name: lambda *args, **kwargs: True
sys.modules["numpy"] = fake
print("numpy replaced")
