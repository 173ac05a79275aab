"""Finding GPUs without touching CUDA."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from autograder.service.gpus import Gpu, find_gpus

SMI = """#!/bin/sh
echo 'GPU-1111, NVIDIA H200, 143771'
echo 'GPU-2222, NVIDIA T4, [N/A]'
"""


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of devices, and a driver's program that names two GPUs."""
    program = tmp_path / "bin" / "nvidia-smi"
    program.parent.mkdir()
    program.write_text(SMI)
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    devices = tmp_path / "dev"
    devices.mkdir()
    return devices


def test_gpus_are_those_that_the_driver_lists(machine: Path) -> None:
    """Where there are devices, the driver's own program names them; a memory it does not tell is 0."""
    (machine / "nvidia0").touch()
    assert find_gpus(machine) == (
        Gpu(uuid="GPU-1111", name="NVIDIA H200", memory=143771),
        Gpu(uuid="GPU-2222", name="NVIDIA T4", memory=0),
    )


def test_without_devices_there_is_none(machine: Path) -> None:
    """A driver without a device that this process may use, as in many containers, is no GPU."""
    (machine / "nvidiactl").touch()
    assert find_gpus(machine) == ()


def test_a_driver_that_fails_is_no_gpu(machine: Path) -> None:
    """A broken driver means grading on the processor, not a server that does not start."""
    (machine / "nvidia0").touch()
    program = machine.parent / "bin" / "nvidia-smi"
    program.write_text("#!/bin/sh\necho 'Failed to initialize NVML, driver, mismatch'\nexit 18\n")
    assert find_gpus(machine) == ()


@pytest.mark.gpu
def test_a_real_gpu_is_found_without_initialising_cuda() -> None:
    """On a machine with a GPU, looking for it leaves this process fit to be forked."""
    found = find_gpus()
    if not found:
        pytest.skip("needs a GPU")
    torch = pytest.importorskip("torch")
    assert all(gpu.uuid.startswith("GPU-") and gpu.memory > 0 for gpu in found)
    assert not torch.cuda.is_initialized()
