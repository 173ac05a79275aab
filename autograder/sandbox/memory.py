"""Memory and processes of a session, read from the host's ``/proc`` (where no control group limits them)."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path

_PROC = Path("/proc")
_RESIDENT = re.compile(r"^(?:RssAnon|RssShmem|VmSwap):\s+(\d+) kB$", re.MULTILINE)
_PROPORTIONAL = re.compile(r"^(?:Pss_Anon|Pss_Shmem|SwapPss):\s+(\d+) kB$", re.MULTILINE)


def process_of(pidfd: int) -> int:
    """The process number behind ``pidfd``, as this process sees it; raises ProcessLookupError when it has ended."""
    found = re.search(r"^Pid:\s+(-?\d+)$", Path(f"/proc/self/fdinfo/{pidfd}").read_text(), re.MULTILINE)
    if found is None or int(found[1]) <= 0:
        raise ProcessLookupError("the process has ended")
    return int(found[1])


def family(process: int) -> list[int]:
    """``process`` and all its descendants."""
    members = [process]
    for member in members:
        with contextlib.suppress(OSError):
            for task in (_PROC / str(member) / "task").iterdir():
                members += map(int, (task / "children").read_text().split())
    return members


def resident(processes: list[int]) -> int:
    """Bytes of memory (anonymous, shared, swapped) mapped by the processes; what they share counts once for each. Cheap."""
    return sum(_sum(process, "status", _RESIDENT) for process in processes)


def proportional(processes: list[int]) -> int:
    """The same in proportion: a page that n processes of the machine share counts 1/n for each. Walks the page tables."""
    return sum(_sum(process, "smaps_rollup", _PROPORTIONAL) for process in processes)


def _sum(process: int, name: str, fields: re.Pattern[str]) -> int:
    try:
        text = (_PROC / str(process) / name).read_text()
    except OSError:  # it has ended
        return 0
    return 1024 * sum(map(int, fields.findall(text)))
