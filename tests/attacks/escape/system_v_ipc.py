"""Makes shared memory, semaphores and message queues of System V and POSIX."""

CLASS = "resources and escape"
EXPECT = "no points"
SEEN = ["shmget: -1", "semget: -1", "msgget: -1", "mq_open: -1"]
BASE = "release"

# %% [append]
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
for name, arguments in (
    ("shmget", (0x5EED, 2**20, 0o1666)),
    ("semget", (0x5EED, 1, 0o1666)),
    ("msgget", (0x5EED, 0o1666)),
    ("mq_open", (b"/answers-for-you", os.O_CREAT | os.O_RDWR, 0o666, None)),
):
    print(f"{name}:", getattr(libc, name)(*arguments), os.strerror(ctypes.get_errno()))
