"""Slots with a GPU. Where there is none, a device of another kind and a driver of two functions stand in for it."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
from collections.abc import Callable, Iterator
from mmap import MAP_ANONYMOUS, MAP_PRIVATE
from pathlib import Path
from typing import Any, ClassVar

import nbformat
import pytest
from nbformat.v4 import new_code_cell

from autograder.authoring.new_course import new_course
from autograder.course import Course, Limits, load_course
from autograder.errors import InfrastructureError
from autograder.grading import kernel as grading_kernel
from autograder.grading.kernel import StudentKernel
from autograder.grading.pipeline import grade_submission
from autograder.sandbox import child
from autograder.sandbox.gpus import Gpu, find_gpus
from autograder.sandbox.scrub import scrub
from autograder.sandbox.slot import SlotPool

DRIVER = """
#include <stddef.h>
#include <stdio.h>
static size_t left = 700u << 20;  /* bytes of memory that are free */
int cuInit(unsigned flags) { return 0; }
int cuDeviceGetCount(int *count) { *count = 1; return 0; }
int cuDeviceGet(int *device, int number) { *device = number; return 0; }
int cuDevicePrimaryCtxRetain(void **context, int device) { *context = &left; return 0; }
int cuCtxSetCurrent(void *context) { return context == &left ? 0 : 201; }
int cuMemAlloc_v2(unsigned long long *address, size_t size) {
    if (size > left) return 2;
    left -= size;
    *address = 1 + left;
    return 0;
}
int cuMemsetD8_v2(unsigned long long address, unsigned char value, size_t size) {
    FILE *log = fopen(CLEARED, "a");
    fprintf(log, "%d %zu\\n", value, size);
    return fclose(log);
}
int cuCtxSynchronize(void) { return 0; }
"""
OTHERS = [Path("/dev") / name for name in ("fuse", "net/tun", "kvm", "udmabuf", "vsock")]
ZERO = os.makedev(1, 5)
ENOTTY, ENOSYS = 25, 38
NORESERVE = 0x4000  # MAP_NORESERVE, which Python 3.11 does not name
OPEN = """
import os
try:
    print(os.open({!r}, os.O_RDONLY) > 2)
except OSError as problem:
    print(problem.strerror)
"""
ASK = """
import fcntl, os
def code(request):
    with open("/dev/null") as file:
        try:
            return fcntl.ioctl(file, request)
        except OSError as problem:
            return problem.errno
"""


class StandIn(Gpu):
    """A device that every user may open, and that a sandbox does not have by itself."""

    device: ClassVar[Path]

    def nodes(self, devices: Path = Path("/dev")) -> tuple[Path, ...]:
        return (self.device,)


@pytest.fixture(scope="module")
def stand_in() -> Iterator[StandIn]:
    """With a device of this machine that fits; where there is none, root makes one."""
    made = Path(f"/dev/stand-in-{os.getpid()}")
    fitting = [path for path in OTHERS if path.exists() and for_everybody(path)]
    if not fitting:
        if os.geteuid() != 0:
            pytest.skip("this machine has no device that every user may open")
        os.mknod(made, stat.S_IFCHR, ZERO)
        made.chmod(0o666)
    StandIn.device = (fitting or [made])[0]
    try:
        yield StandIn(uuid="GPU-stand-in", name="Stand-in", memory=1000, minor=0)
    finally:
        made.unlink(missing_ok=True)


def for_everybody(path: Path) -> bool:
    mode = path.stat().st_mode
    return stat.S_ISCHR(mode) and mode & 0o006 == 0o006


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a library that is called as the driver's, has one GPU with 700 MiB free, and notes what is cleared."""
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("needs a C compiler")
    folder = tmp_path_factory.mktemp("driver")
    folder.chmod(0o755)
    (folder / "driver.c").write_text(DRIVER)
    cleared = f'-DCLEARED="{folder / "cleared"}"'
    subprocess.run([compiler, "-shared", "-fPIC", cleared, "-o", folder / "libcuda.so.1", folder / "driver.c"], check=True)
    return folder


def cleared(driver: Path) -> int:
    """Bytes that were set to 0 since the last call; anything else fails."""
    log = driver / "cleared"
    lines = [line.split() for line in log.read_text().splitlines()] if log.exists() else []
    log.unlink(missing_ok=True)
    assert all(value == "0" for value, _ in lines)
    return sum(int(size) for _, size in lines)


@pytest.fixture(scope="module")
def standing_in(driver: Path, stand_in: StandIn) -> Iterator[Path]:
    """The control socket of a slot with the stand-in."""
    with SlotPool(1, preload=["numpy"], environ={"LD_LIBRARY_PATH": "/data"}, data=driver, gpu=stand_in) as pool:
        yield pool.sockets[0]


def test_only_a_slot_with_the_gpu_shows_its_device(
    standing_in: Path, stand_in: StandIn, slot: Path, kernels: Callable[..., Any]
) -> None:
    """The node can be opened there, and does not exist elsewhere."""
    look = OPEN.format(str(stand_in.device))
    assert kernels(standing_in, gpu=0.5).run(look).text.strip() == "True"
    assert kernels(slot).run(look).text.strip() == "No such file or directory"


def test_only_a_slot_with_a_gpu_lets_the_drivers_requests_through(
    standing_in: Path, slot: Path, kernels: Callable[..., Any]
) -> None:
    """A file that does not know the request says so; elsewhere the filter refuses. Typing into a terminal stays refused."""
    ask = ASK + "print([code(request) for request in (0xC00846D2, 0x30000001, 23, 0x5412, 0x541C)])"
    assert kernels(standing_in, gpu=0.5).run(ask).text.strip() == str([ENOTTY, ENOTTY, ENOTTY, ENOSYS, ENOSYS])
    assert kernels(slot).run(ask).text.strip() == str([ENOSYS] * 5)


def test_a_kernel_with_a_gpu_may_reserve_addresses_but_not_use_memory(standing_in: Path, kernels: Callable[..., Any]) -> None:
    """CUDA reserves hundreds of GiB; what is really used is still limited."""
    kernel = kernels(standing_in, gpu=0.5, memory=256 * 2**20)
    flags = MAP_PRIVATE | MAP_ANONYMOUS | NORESERVE
    reserve = f"import mmap\nm = mmap.mmap(-1, 64 << 30, flags={flags})\nprint('reserved')"
    assert kernel.run(reserve).text.strip() == "reserved"
    assert not kernel.run("used = bytearray(b'x') * (1 << 30)").alive
    assert kernel.session.end.reason == "memory"


def test_the_kernel_sees_this_gpu_and_asks_cuda_itself(standing_in: Path, kernels: Callable[..., Any]) -> None:
    """After the fork, asking for CUDA may initialise it."""
    look = "import os\nprint([os.environ.get(n) for n in ('CUDA_VISIBLE_DEVICES', 'PYTORCH_NVML_BASED_CUDA_CHECK')])"
    assert kernels(standing_in, gpu=0.5).run(look).text.strip() == "['GPU-stand-in', None]"


def test_the_notebook_is_told_and_the_memory_cleared_before_each_kernel(
    standing_in: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """``AUTOGRADER_DEVICE`` is cuda there; clearing comes first, and again after a kernel has died."""
    cleared: list[tuple[str, float]] = []
    monkeypatch.setattr(grading_kernel, "scrub", lambda gpu, share: cleared.append((gpu.uuid, share)))
    course = Course(name="A course", course_id="c", assignments=[])
    with StudentKernel(course, Limits(gpu=0.25), seed=1, isolation="sandbox", slot=standing_in) as kernel:
        assert kernel.device == "cuda"
        assert kernel._own_environ()["AUTOGRADER_DEVICE"] == "cuda"
        kernel.restart()
    assert cleared == [("GPU-stand-in", 0.25)] * 2


def test_the_drivers_free_memory_is_cleared(driver: Path, stand_in: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of it with the whole GPU, no more than its own with a share."""
    monkeypatch.setenv("LD_LIBRARY_PATH", str(driver))
    scrub(stand_in, 1.0)
    assert cleared(driver) == 700 << 20
    scrub(stand_in, 0.25)
    assert cleared(driver) == 250 << 20


def test_a_submission_is_graded_on_the_gpu(
    standing_in: Path, driver: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its notebook is told, memory was cleared before, points are as ever, and nobody is told that there was no GPU."""
    monkeypatch.setenv("LD_LIBRARY_PATH", str(driver))
    new_course(tmp_path / "course", "A course")
    config = tmp_path / "course" / "course_config.py"
    config.write_text(config.read_text().replace("Limits(cell", "Limits(gpu=0.25, cell"))
    course = load_course(tmp_path / "course")
    assignment = course.assignments[0]
    notebook = nbformat.read(course.source(assignment), as_version=4)
    notebook.cells.append(new_code_cell("import os\nprint('device:', os.environ['AUTOGRADER_DEVICE'])", id="device"))
    nbformat.write(notebook, tmp_path / "sent.ipynb")
    graded = grade_submission(course, assignment, "anna", tmp_path / "sent.ipynb", isolation="sandbox", slot=standing_in)
    assert graded.notebook is not None
    assert "device: cuda" in graded.notebook.cells[-1].outputs[0].text
    assert [finding.kind for finding in graded.grade.findings] == []
    automatic = [question for question in graded.grade.questions if not question.manual]
    assert automatic
    assert all(question.score == question.max_score for question in automatic)
    assert cleared(driver) == 250 << 20


def test_a_slot_in_which_cuda_does_not_start_never_serves(stand_in: StandIn) -> None:
    """A GPU that the driver lists but the sandbox cannot use is refused at the start, with the reason."""
    reason = "CUDA does not start with one GPU: OSError: libcuda"
    with pytest.raises(InfrastructureError, match=reason), SlotPool(1, gpu=stand_in):
        pass


def test_torch_is_told_its_share_without_starting_cuda(monkeypatch: pytest.MonkeyPatch) -> None:
    """The share is set by the first use of CUDA, not before."""
    torch = pytest.importorskip("torch")
    told: list[float] = []
    later: list[Callable[[], None]] = []
    monkeypatch.setattr(torch.cuda, "_lazy_call", later.append)
    monkeypatch.setattr(torch.cuda, "set_per_process_memory_fraction", told.append)
    monkeypatch.setenv("PYTORCH_NVML_BASED_CUDA_CHECK", "1")
    child.cap_gpu_memory(0.25)
    assert not told
    later.pop()()
    assert told == [0.25]
    assert "PYTORCH_NVML_BASED_CUDA_CHECK" not in os.environ


@pytest.fixture(scope="module")
def gpu() -> Gpu:
    found = find_gpus()
    if not found:
        pytest.skip("needs a GPU")
    torch = pytest.importorskip("torch")
    if torch.version.cuda is None:
        pytest.skip("needs a build of torch with CUDA")
    return found[0]


@pytest.fixture(scope="module")
def real(gpu: Gpu) -> Iterator[Path]:
    with SlotPool(1, preload=["torch"], gpu=gpu) as pool:
        yield pool.sockets[0]


@pytest.mark.gpu
def test_a_kernel_computes_on_one_gpu(real: Path, kernels: Callable[..., Any]) -> None:
    """The fork server had imported torch; the child starts CUDA, and sees no other GPU."""
    look = "import torch\nprint(torch.ones(3, device='cuda').sum().item(), torch.cuda.device_count())"
    assert kernels(real, gpu=1.0).run(look, 120).text.strip() == "3.0 1"


@pytest.mark.gpu
def test_more_than_the_share_is_an_error_that_the_kernel_survives(real: Path, gpu: Gpu, kernels: Callable[..., Any]) -> None:
    kernel = kernels(real, gpu=0.1)
    ran = kernel.run(f"import torch\nx = torch.empty({gpu.memory // 5} << 20, dtype=torch.uint8, device='cuda')", 120)
    assert ran.error == "OutOfMemoryError"
    assert kernel.run("print(torch.ones(1, device='cuda').item())", 60).text.strip() == "1.0"


@pytest.mark.gpu
def test_nothing_is_left_for_the_next_kernel(real: Path, gpu: Gpu, kernels: Callable[..., Any]) -> None:
    """What one kernel wrote everywhere is nowhere after the memory was cleared."""
    size = f"{gpu.memory // 2} << 20"
    first = kernels(real, gpu=1.0)
    first.run(f"import torch\nx = torch.full(({size},), 90, dtype=torch.uint8, device='cuda')\ntorch.cuda.synchronize()", 120)
    first.close()
    scrub(gpu, 1.0)
    look = f"import torch\nx = torch.empty({size}, dtype=torch.uint8, device='cuda')\nprint((x == 90).sum().item())"
    assert kernels(real, gpu=1.0).run(look, 120).text.strip() == "0"
