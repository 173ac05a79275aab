"""Raises its own limits, and asks the scheduler for more than its share."""

CLASS = "resources and escape"
EXPECT = "no points"
SEEN = "raised: []"
BASE = "release"

# %% [append]
import os
import resource

raised = []
for name in dir(resource):
    if name.startswith("RLIMIT_"):
        kind = getattr(resource, name)
        soft, hard = resource.getrlimit(kind)
        if hard != resource.RLIM_INFINITY:
            try:
                resource.setrlimit(kind, (hard + 1, hard + 1))
                raised.append(name)
            except (OSError, ValueError):
                continue
for act in (lambda: os.nice(-10), lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(50))):
    try:
        act()
        raised.append("priority")
    except (OSError, AttributeError):
        continue
print("raised:", raised)
