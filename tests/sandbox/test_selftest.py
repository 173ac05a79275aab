"""The self-tests find every primitive that is missing: a slot built without one never serves."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.errors import InfrastructureError
from autograder.sandbox import server_process
from autograder.sandbox.slot import SlotPool

NOTHING = "    pass\n"
MISSING = [  # what is replaced in isolate.py, by what, and what the refusal says
    ("    linux.load_filter(program)\n", NOTHING, "system call filter"),
    ("    linux.drop_capabilities(last_capability)\n", NOTHING, "CapEff"),
    ('    linux.read_only_below("/")\n', NOTHING, "writable"),
    (" | linux.CLONE_NEWNET", "", "net namespace"),
    (" | linux.CLONE_NEWIPC", "", "ipc namespace"),
    (" | linux.CLONE_NEWUTS", "", "not permitted"),
    (" | linux.CLONE_NEWCGROUP", "", "cgroup namespace"),
    ("    linux.unshare(linux.CLONE_NEWUSER)\n    _map_user()\n", NOTHING, "user namespace"),
    ("size={disk},", "", "not limited"),
    (', "subset=pid"', "", "more than processes"),
    ("        (resource.RLIMIT_NPROC, limits.processes + KERNEL_TASKS),\n", "", "NPROC"),
    ("        (resource.RLIMIT_FSIZE, limits.file),\n", "", "FSIZE"),
    ("    for low, high in zip(wanted", "    for low, high in [] and zip(wanted", "descriptor"),
    ("    resource.setrlimit(resource.RLIMIT_AS, (mapped + memory, mapped + memory))\n", NOTHING, "memory can be mapped"),
]


@pytest.mark.parametrize(("present", "instead", "said"), MISSING, ids=[said for _, _, said in MISSING])
def test_a_slot_without_a_primitive_does_not_serve(present, instead, said, monkeypatch):
    copy = server_process.paths.copy_runner

    def copy_without(folder: Path) -> None:
        copy(folder)
        path = folder / "autograder" / "sandbox" / "isolate.py"
        text = path.read_text()
        assert present in text
        path.write_text(text.replace(present, instead))

    monkeypatch.setattr(server_process.paths, "copy_runner", copy_without)
    with pytest.raises(InfrastructureError, match=said), SlotPool(1):
        pass
