"""Writes kernel settings and control groups: core_pattern, oom_score_adj, release_agent, sysrq."""

CLASS = "resources and escape"
EXPECT = "no points"
SEEN = "settings written: []"
BASE = "release"

# %% [append]
import glob

written = []
paths = [
    "/proc/sys/kernel/core_pattern",
    "/proc/sys/kernel/modprobe",
    "/proc/sysrq-trigger",
    "/proc/self/uid_map",
    "/proc/self/setgroups",
]
paths += ["/sys/kernel/uevent_helper", "/proc/self/attr/current", "/proc/1/attr/exec", "/proc/self/loginuid"]
paths += glob.glob("/sys/fs/cgroup/**/cgroup.procs", recursive=True) + glob.glob(
    "/sys/fs/cgroup/**/release_agent", recursive=True
)
for path in paths:
    try:
        with open(path, "w") as file:
            file.write("|/tmp/x")
        written.append(path)
    except OSError as problem:
        print(path, type(problem).__name__)
print("settings written:", written)
