"""Finding GPUs without touching CUDA, and allotting shares of them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.service.gpus import Allotment, Gpu, find_gpus

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


@given(
    gpus=st.integers(1, 4),
    steps=st.lists(st.one_of(st.floats(0.01, 1.0), st.integers(0, 30)), max_size=60),
)
def test_no_gpu_is_ever_given_out_twice_and_everybody_is_served(gpus: int, steps: list[float | int]) -> None:
    """Whatever is asked and given back: at most one whole of each GPU is out, turns are kept, and all get theirs in the end."""
    allotment, asked, served, out = Allotment(gpus), [], [], {}
    shares: dict[int, float] = {}

    def serve() -> None:
        for who, gpu in allotment.allot():
            assert isinstance(who, int)
            served.append(who)
            out[who] = gpu
        for number in range(gpus):
            assert sum(round(shares[who] * 1000) for who, gpu in out.items() if gpu == number) <= 1000

    for step in steps:
        if isinstance(step, float):
            who = len(asked)
            asked.append(who)
            shares[who] = step
            allotment.ask(who, step)
        elif out:
            who = sorted(out)[step % len(out)]
            del out[who]
            allotment.give_back(who)
        serve()
    while out:
        who = min(out)
        del out[who]
        allotment.give_back(who)
        serve()
    assert served == asked
    assert list(allotment.free()) == [1.0] * gpus


def test_who_stops_waiting_lets_the_next_one_on() -> None:
    """A job that is cancelled while it waits for a whole GPU no longer holds up the line."""
    allotment = Allotment(1)
    allotment.ask("half", 0.5)
    allotment.ask("whole", 1.0)
    allotment.ask("other half", 0.5)
    assert allotment.allot() == [("half", 0)]
    allotment.give_back("whole")
    assert allotment.allot() == [("other half", 0)]


@pytest.mark.parametrize(("gpus", "share"), [(0, 0.5), (1, 0.0), (1, 1.5), (1, -0.5)])
def test_what_no_gpu_can_give_is_refused(gpus: int, share: float) -> None:
    """A share that could never be had is refused at once instead of waiting for ever."""
    with pytest.raises(ValueError, match="cannot be had"):
        Allotment(gpus).ask("somebody", share)


@pytest.mark.gpu
def test_a_real_gpu_is_found_without_initialising_cuda() -> None:
    """On a machine with a GPU, looking for it leaves this process fit to be forked."""
    found = find_gpus()
    if not found:
        pytest.skip("needs a GPU")
    torch = pytest.importorskip("torch")
    assert all(gpu.uuid.startswith("GPU-") and gpu.memory > 0 for gpu in found)
    assert not torch.cuda.is_initialized()
