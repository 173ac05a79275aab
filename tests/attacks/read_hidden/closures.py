"""Follows closures and global names from every function of the kernel."""

CLASS = "read hidden material"
EXPECT = "no points"
SEEN = "functions followed"
BASE = "release"

# %% [prepend]
import types

waiting = [f for f in get_ipython().kernel.shell_handlers.values()]
seen, hits = set(), set()
while waiting and len(seen) < 20000:
    thing = waiting.pop()
    thing = getattr(thing, "__func__", thing)
    if not isinstance(thing, types.FunctionType) or id(thing) in seen:
        continue
    seen.add(id(thing))
    for cell in thing.__closure__ or ():
        try:
            waiting.append(cell.cell_contents)
        except ValueError:
            continue
    for name, value in list(thing.__globals__.items()):
        if isinstance(value, str) and "canary" in value:
            hits.add((name, value))
        if name in ("reference", "Gradebook", "run_checks", "load_reference"):
            hits.add((name, repr(value)))
        waiting.append(value)
        if isinstance(value, type):
            waiting += vars(value).values()
print(len(seen) > 100, "functions followed", hits - {("hits", repr(hits))})
