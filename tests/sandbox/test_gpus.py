"""Finding GPUs without touching CUDA."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from autograder.course import Assignment, Course, Limits
from autograder.sandbox.gpus import Gpu, find_gpus, gpu_of, gpus_for, mark

H200 = Gpu(uuid="GPU-1111", name="NVIDIA H200", memory=143771, minor=0)
T4 = Gpu(uuid="GPU-2222", name="NVIDIA T4", memory=15360, minor=3)
ENTRY = """<gpu id="00000000:01:00.0">
<product_name>{name}</product_name><uuid>{uuid}</uuid><minor_number>{minor}</minor_number>
<mig_mode><current_mig>{mig}</current_mig></mig_mode><fb_memory_usage><total>{memory} MiB</total></fb_memory_usage>
</gpu>"""


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of devices of two GPUs, and a driver's program that lists them; a third is cut into instances."""
    entries = [ENTRY.format(name=g.name, uuid=g.uuid, minor=g.minor, memory=g.memory, mig="Disabled") for g in (H200, T4)]
    entries.append(ENTRY.format(name="NVIDIA A100", uuid="GPU-3333", minor=1, memory=81920, mig="Enabled"))
    told = tmp_path / "told.xml"
    told.write_text(f"<?xml version='1.0' ?><nvidia_smi_log>{''.join(entries)}</nvidia_smi_log>")
    program = tmp_path / "bin" / "nvidia-smi"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\ncat {told}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    devices = tmp_path / "dev"
    devices.mkdir()
    for name in ("nvidiactl", "nvidia-uvm", "nvidia0", "nvidia1", "nvidia3"):
        (devices / name).touch()
    return devices


def test_gpus_are_those_that_the_driver_lists_and_not_cut_into_instances(machine: Path) -> None:
    assert find_gpus(machine) == (H200, T4)


def test_a_gpu_has_its_own_node_and_those_that_all_share(machine: Path) -> None:
    """Another GPU's node is not among them; the tools' node is where the machine has one."""
    assert [node.name for node in T4.nodes(machine)] == ["nvidia3", "nvidiactl", "nvidia-uvm"]
    (machine / "nvidia-uvm-tools").touch()
    assert [node.name for node in H200.nodes(machine)] == ["nvidia0", "nvidiactl", "nvidia-uvm", "nvidia-uvm-tools"]


@pytest.mark.parametrize("gone", ["nvidia0", "nvidiactl", "nvidia-uvm"])
def test_a_gpu_without_its_nodes_is_none(gone: str, machine: Path) -> None:
    """A driver without a device that this process may use, as in many containers, is no GPU."""
    (machine / gone).unlink()
    assert H200 not in find_gpus(machine)


@pytest.mark.parametrize(("shown", "found"), [("", ()), ("GPU-2222", (T4,)), ("0", (H200,)), ("0,3", (H200, T4)), ("1", ())])
def test_gpus_can_be_hidden(shown: str, found: tuple[Gpu, ...], machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", shown)
    assert find_gpus(machine) == found


@pytest.mark.parametrize("script", ["echo 'Failed to initialize NVML'; exit 18", "echo '<nvidia_smi_log>'", "echo '<a/>'"])
def test_a_driver_that_fails_is_no_gpu(script: str, machine: Path) -> None:
    """A broken driver means grading on the processor, not a server that does not start."""
    (machine.parent / "bin" / "nvidia-smi").write_text(f"#!/bin/sh\n{script}\n")
    assert find_gpus(machine) == ()


def test_only_who_wants_a_gpu_in_a_sandbox_gets_one(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("autograder.sandbox.gpus.find_gpus", lambda: (H200,))
    plain, wanting = Assignment(name="plain"), Assignment(name="wanting", limits=Limits(gpu=0.5))
    course = Course(name="A course", course_id="c", assignments=[plain, wanting])
    assert gpus_for(course, [plain, wanting], isolated=True) == (H200,)
    assert gpus_for(course, [plain], isolated=True) == ()
    assert gpus_for(course, [wanting], isolated=False) == ()


def test_a_slot_says_which_gpu_it_has(tmp_path: Path) -> None:
    slot = tmp_path / "control" / "0.sock"
    assert gpu_of(slot) is None
    mark(tmp_path, T4)
    assert gpu_of(slot) == T4


@pytest.mark.gpu
def test_a_real_gpu_is_found_without_initialising_cuda() -> None:
    """On a machine with a GPU, looking for it leaves this process fit to be forked."""
    found = find_gpus()
    if not found:
        pytest.skip("needs a GPU")
    torch = pytest.importorskip("torch")
    assert all(gpu.uuid.startswith("GPU-") and gpu.memory > 0 for gpu in found)
    assert not torch.cuda.is_initialized()
