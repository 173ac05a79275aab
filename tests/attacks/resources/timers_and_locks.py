"""Uses up kernel objects: timers, event queues, file watches, locks, terminals."""

CLASS = "resources and escape"
EXPECT = "no points"
SEEN = "kernel objects made"
BASE = "release"

# %% [append]
import ctypes
import fcntl
import os
import select

libc, made = ctypes.CDLL(None, use_errno=True), 0
for _ in range(3000):
    timer = ctypes.c_void_p()
    made += libc.timer_create(1, None, ctypes.byref(timer)) == 0
for make in (select.epoll, os.openpty, libc.inotify_init, lambda: os.eventfd(0)):
    try:
        kept = [make() for _ in range(20)]
        made += len(kept)
    except OSError as problem:
        print(type(problem).__name__)
with open("lock", "wb") as file:
    for start in range(3000):
        fcntl.lockf(file, fcntl.LOCK_EX, 1, 2 * start)
print(made > 20, "kernel objects made")
