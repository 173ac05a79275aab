"""How sessions start, are limited, end, and leave nothing behind."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
from pathlib import Path

import pytest

from autograder.errors import InfrastructureError
from autograder.sandbox import cgroup, memory, protocol
from autograder.sandbox.limits import MIB, SessionLimits
from autograder.sandbox.request import ask_to_retire
from autograder.sandbox.session import Session

DRAW = "import random, numpy; print(random.random(), numpy.random.rand())"


def ended(kernel, reason: str, seconds: float = 20.0) -> None:
    assert kernel.session.wait(seconds)
    assert kernel.session.end.reason == reason


def test_variables_of_a_session_are_its_own(slot, kernels):
    first, second = kernels(slot, environ={"MINE": "1"}), kernels(slot)
    code = "import os; print(os.environ.get('MINE'))"
    assert (first.run(code).text.strip(), second.run(code).text.strip()) == ("1", "None")


def test_the_same_seed_gives_the_same_numbers(slot, kernels):
    drawn = {kernels(slot, environ={"AUTOGRADER_SEED": "7"}).run(DRAW).text for _ in range(2)}
    assert len(drawn) == 1


def test_asking_for_the_kernels_name_draws_no_random_number(slot, kernels):
    quiet, asked = (kernels(slot, environ={"AUTOGRADER_SEED": "7"}) for _ in range(2))
    for _ in range(3):
        asked.client.kernel_info(reply=True, timeout=20)
    assert quiet.run(DRAW).text == asked.run(DRAW).text


def test_without_a_seed_every_session_draws_its_own_numbers(slot, kernels):
    drawn = " ".join(kernels(slot).run(DRAW).text for _ in range(3)).split()
    assert len(set(drawn)) == 6


def test_an_interrupt_ends_an_endless_loop_and_the_kernel_lives_on(kernel):
    request = kernel.send("x = 5\nprint('begun', flush=True)\nwhile True: pass")
    kernel.expect("stream")
    kernel.session.interrupt()
    assert kernel.finish(request).error == "KeyboardInterrupt"
    assert kernel.run("print(x)").text.strip() == "5"


PROGRAM = """
import os, subprocess
p = subprocess.Popen(["sh", "-c", "trap 'touch got; exit' INT; echo begun; while :; do sleep 1; done"])
p.wait()
"""


def test_an_interrupt_reaches_programs_the_kernel_started(kernel):
    request = kernel.send(PROGRAM)
    kernel.expect("stream")
    kernel.session.interrupt()
    kernel.finish(request)
    assert kernel.run("p.wait(20); print(os.listdir())").text.strip() == "['got']"


def test_the_wall_clock_ends_a_session(slot, kernels):
    kernel = kernels(slot, wall_seconds=0.5)
    kernel.send("import time; time.sleep(1000)")
    ended(kernel, "wall")


DEAF = """
import signal
for number in range(1, 65):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
while True:
    pass
"""


def test_the_wall_clock_ends_code_that_ignores_every_signal(slot, kernels):
    kernel = kernels(slot, wall_seconds=1.0)
    kernel.send(DEAF)
    ended(kernel, "wall")


def test_used_up_cpu_time_ends_a_session(slot, kernels):
    kernel = kernels(slot, cpu_seconds=1)
    kernel.send("while True: pass")
    ended(kernel, "cpu")
    assert kernel.session.end.cpu > 0.9


def test_leaving_the_process_is_an_exit_with_its_code(kernel):
    kernel.send("import os; os._exit(3)")
    ended(kernel, "exit")
    assert kernel.session.poll() == 3


def test_a_fatal_fault_is_a_crash(kernel):
    kernel.send("import ctypes; ctypes.string_at(0)")
    ended(kernel, "crash")
    assert kernel.session.poll() == -signal.SIGSEGV


def test_killing_is_said_to_be_ours(kernel):
    kernel.session.kill()
    ended(kernel, "killed")


def test_an_allocation_beyond_the_limit_is_a_memory_error_and_the_kernel_lives_on(slot, kernels):
    kernel = kernels(slot, memory=256 * MIB)
    assert kernel.run("x = bytearray(400 * 2**20)").error == "MemoryError"
    assert kernel.run("print('alive')").text.strip() == "alive"


SEVERAL_HOGS = """
import os, time
for _ in range(4):
    if os.fork() == 0:
        hog = bytearray(os.urandom(1024)) * (120 * 1024)
        time.sleep(1000)
time.sleep(1000)
"""


def test_processes_that_use_too_much_memory_together_end_the_session_by_the_hosts_watch(slot, kernels, monkeypatch):
    monkeypatch.setattr(cgroup, "make", lambda memory, tasks: None)
    kernel = kernels(slot, memory=256 * MIB)
    kernel.send(SEVERAL_HOGS)
    ended(kernel, "memory")


@pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user may make control groups only where they were handed on")
def test_a_control_group_stops_processes_that_use_too_much_memory_together(slot, kernels):
    kernel = kernels(slot, memory=256 * MIB, disk=16 * MIB)
    assert kernel.session._group is not None
    kernel.send(SEVERAL_HOGS)
    ended(kernel, "memory")


def test_a_large_file_is_refused_and_the_kernel_lives_on(slot, kernels):
    kernel = kernels(slot, file=MIB, disk=8 * MIB)
    assert kernel.run("open('x', 'wb').write(bytes(2 * 2**20))").error == "OSError"
    assert kernel.run("print('alive')").text.strip() == "alive"


def test_a_full_disk_is_an_os_error_and_the_kernel_lives_on(slot, kernels):
    kernel = kernels(slot, file=8 * MIB, disk=4 * MIB)
    assert "No space left" in kernel.run("open('/tmp/x', 'wb').write(bytes(5 * 2**20))").traceback
    assert kernel.run("print('alive')").text.strip() == "alive"


def test_open_files_are_limited(slot, kernels):
    kernel = kernels(slot, open_files=32)
    assert "Too many open files" in kernel.run("files = [open('/dev/null') for _ in range(200)]").traceback


def test_a_fork_bomb_meets_its_limit_and_the_next_session_works(slot, kernels):
    kernel = kernels(slot, processes=16, wall_seconds=1.0)
    kernel.send("import os\nwhile True:\n  try: os.fork()\n  except OSError: pass")
    ended(kernel, "wall")
    assert kernels(slot).run("print('next')").text.strip() == "next"


SIX_THREADS = """
import threading, time
for _ in range(6):
    threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()
print("fine")
"""


def test_limits_hold_for_each_session_and_not_for_those_of_a_slot_together(slot, kernels):
    together = [kernels(slot, processes=8) for _ in range(8)]
    assert [kernel.run(SIX_THREADS).text.strip() for kernel in together] == ["fine"] * 8


BUSY = """
import os, socket, subprocess, threading, time
open('/dev/shm/x', 'w').write('x'); open('/tmp/x', 'w').write('x')
s = socket.socket(socket.AF_UNIX); s.bind('/tmp/s'); s.listen()
p = subprocess.Popen(['sleep', '1000'], start_new_session=True)
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        time.sleep(1000)
    os._exit(0)
threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()
print('begun', flush=True)
"""


def test_nothing_is_left_of_a_killed_session(slot, kernels, descendants):
    before = descendants()
    kernel = kernels(slot)
    kernel.run(BUSY)
    process = memory.process_of(kernel.session._pidfd)
    folder = Path(kernel.session.connection["ip"]).parent
    started = descendants() - before
    assert len(memory.family(process)) >= 3
    assert folder.is_dir()
    namespaces = {os.readlink(f"/proc/{process}/ns/{kind}") for kind in ("pid", "mnt", "net", "ipc")}
    kernel.close()
    assert not started & descendants()
    assert not folder.exists()
    groups = [name for _, names, _ in os.walk("/sys/fs/cgroup") for name in names]
    assert not [name for name in groups if name.startswith(f"{cgroup.PREFIX}{os.getpid()}-")]
    alive = set()
    for other in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError):  # it ended meanwhile
            alive |= {os.readlink(f"/proc/{other}/ns/{kind}") for kind in ("pid", "mnt", "net", "ipc")}
    assert not namespaces & alive


def test_a_session_whose_client_is_gone_is_ended_by_the_slot(slot, kernels):
    kernel = kernels(slot)
    kernel.session._control.shutdown(socket.SHUT_RDWR)
    assert kernel.session.wait(10)


def test_a_session_says_that_its_slot_was_lost(slot, kernels):
    kernel = kernels(slot)
    ask_to_retire(slot, "test")
    ended(kernel, "slot")
    assert kernels(slot).run("print('again')").text.strip() == "again"


def test_a_malformed_packet_does_not_stop_a_slot(slot, kernels):
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as control:
        control.connect(str(slot))
        control.send(b"[1, 2")
        assert control.recv(10) == b""
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as control:
        control.connect(str(slot))
        protocol.send(control, {"start": True})
        answer, _ = protocol.receive(control)
        assert "failed" in answer
    assert kernels(slot).run("print('fine')").text.strip() == "fine"


def test_a_slot_that_does_not_exist_is_an_infrastructure_error(tmp_path):
    (tmp_path / "sessions").mkdir()
    session = Session(tmp_path / "control" / "0.sock", SessionLimits())
    try:
        with pytest.raises(InfrastructureError, match="gives no session"):
            session.start("key")
    finally:
        session.close()
