"""GPUs of this machine, as NVIDIA's driver lists them. Never initialises CUDA: a process that has done so cannot be forked."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from xml.etree import ElementTree

from autograder.course import Assignment, Course

__all__ = ["Gpu", "find_gpus", "gpu_of", "gpus_for", "listed_gpus", "mark"]

DEVICES = Path("/dev")
_SHARED_NODES = ("nvidiactl", "nvidia-uvm")
_TOOLS_NODE = "nvidia-uvm-tools"
"""Not on every machine; where it is, CUDA wants to open it."""
_MARK = "gpu.json"
_SECONDS = 20.0


@dataclass(frozen=True, kw_only=True)
class Gpu:
    """One GPU, named as the driver names it; ``memory`` in MiB, ``minor`` the number of its device node."""

    uuid: str
    name: str
    memory: int
    minor: int

    def nodes(self, devices: Path = DEVICES) -> tuple[Path, ...]:
        """The device nodes that a program needs to compute on this GPU, and on no other."""
        tools = (devices / _TOOLS_NODE,) if (devices / _TOOLS_NODE).exists() else ()
        return (devices / f"nvidia{self.minor}", *(devices / name for name in _SHARED_NODES), *tools)


def find_gpus(devices: Path = DEVICES) -> tuple[Gpu, ...]:
    """The GPUs that can be used: :func:`listed_gpus` whose device nodes are all there."""
    return tuple(gpu for gpu in listed_gpus() if all(node.exists() for node in gpu.nodes(devices)))


def listed_gpus() -> tuple[Gpu, ...]:
    """The NVIDIA GPUs that ``nvidia-smi`` lists; none where the driver is missing or broken.

    Those that ``CUDA_VISIBLE_DEVICES`` hides, by UUID or number of the node, are left out, and so is a GPU that is cut into
    instances (MIG), which have other device nodes.
    """
    program = shutil.which("nvidia-smi")
    if program is None:
        return ()
    try:
        listed = subprocess.run([program, "-q", "-x"], capture_output=True, timeout=_SECONDS, check=True)
        tree = ElementTree.fromstring(listed.stdout)  # noqa: S314  # written by the machine's own driver
    except (OSError, subprocess.SubprocessError, ElementTree.ParseError):
        return ()
    return tuple(filter(_shown, _listed(tree)))


def _shown(gpu: Gpu) -> bool:
    names = os.environ.get("CUDA_VISIBLE_DEVICES")
    return names is None or not {gpu.uuid, str(gpu.minor)}.isdisjoint(names.split(","))


def _listed(tree: ElementTree.Element) -> Iterator[Gpu]:
    for entry in tree.iter("gpu"):
        minor, memory = entry.findtext("minor_number", ""), entry.findtext("fb_memory_usage/total", "").removesuffix(" MiB")
        uuid, cut = entry.findtext("uuid", ""), entry.findtext("mig_mode/current_mig", "")
        if uuid and minor.isdigit() and memory.isdigit() and cut != "Enabled":
            yield Gpu(uuid=uuid, name=entry.findtext("product_name", "GPU"), memory=int(memory), minor=int(minor))


def gpus_for(course: Course, assignments: Iterable[Assignment], *, isolated: bool) -> tuple[Gpu, ...]:
    """The GPUs that kernels of these assignments get: those of this machine, if one of the assignments is made for any.

    Without isolation there are none: nothing would keep two students' kernels apart on one.
    """
    return find_gpus() if isolated and any(course.limits_of(assignment).gpu for assignment in assignments) else ()


def mark(folder: Path, gpu: Gpu) -> None:
    """Note that the slots below ``folder`` give their kernels this GPU."""
    (folder / _MARK).write_text(json.dumps(asdict(gpu)))


def gpu_of(slot: Path) -> Gpu | None:
    """The GPU that kernels of the slot with this control socket see; None for a slot of the processor."""
    try:
        text = (slot.parent.parent / _MARK).read_text()
    except FileNotFoundError:
        return None
    return Gpu(**json.loads(text))
