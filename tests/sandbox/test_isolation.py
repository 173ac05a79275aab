"""What code in a kernel cannot do."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

OWN = ("/student/work", "/student", "/tmp", "/dev/shm")  # noqa: S108  # places inside the sandbox
ATTEMPT = """
try:
    {code}
except BaseException as problem:
    print(type(problem).__name__)
else:
    print("done")
"""


def attempt(kernel, code: str) -> str:
    """``done``, or the class name of the exception."""
    ran = kernel.run(ATTEMPT.format(code=code))
    assert ran.alive
    return ran.text.strip()


@pytest.mark.parametrize("family", ["AF_INET", "AF_INET6", "AF_NETLINK", "AF_PACKET", "AF_VSOCK"])
def test_no_network_socket_can_be_made(kernel, family):
    assert attempt(kernel, f"import socket; socket.socket(socket.{family}, socket.SOCK_DGRAM)") == "PermissionError"


def test_only_its_own_processes_are_visible(kernel):
    assert kernel.run("import os; print(sorted(n for n in os.listdir('/proc') if n.isdigit()))").text.strip() == "['1']"


def test_files_outside_the_allow_list_do_not_exist(kernel, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("hidden")
    for path in (secret, Path(__file__), Path("/etc/shadow"), Path("/root/.bashrc"), Path("/run"), Path("/var"), Path("/home")):
        assert attempt(kernel, f"open({str(path)!r}) if {path.is_file()} else os.listdir({str(path)!r})") != "done", path


def test_no_other_part_of_this_package_can_be_imported(kernel):
    for name in ("course", "grading", "gradebook", "notebook", "authoring"):
        assert attempt(kernel, f"import autograder.{name}") == "ModuleNotFoundError"


def test_the_control_socket_and_the_sessions_folder_are_not_visible(kernel, slot):
    code = f"import socket; socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET).connect({str(slot)!r})"
    assert attempt(kernel, code) == "FileNotFoundError"
    assert attempt(kernel, f"import os; os.listdir({str(slot.parents[1])!r})") == "FileNotFoundError"


def test_every_descriptor_is_the_kernels_own(kernel):
    text = kernel.run(
        """
import os
for name in os.listdir("/proc/self/fd"):
    try:
        print(os.readlink(f"/proc/self/fd/{name}"))
    except FileNotFoundError:
        pass
"""
    ).text
    for target in text.split("\n"):
        assert re.match(r"(|/dev/null|(socket|pipe):\[\d+\]|anon_inode:\[(eventpoll|eventfd)\])\Z", target), target


def test_the_hosts_environment_does_not_come_in(kernel, monkeypatch):
    names = set(kernel.run("import os; print(*os.environ)").text.split())
    assert "PYTEST_CURRENT_TEST" in os.environ
    assert not names & {"PYTEST_CURRENT_TEST", "SSH_AUTH_SOCK", "VIRTUAL_ENV", "SUDO_USER"}


@pytest.mark.parametrize("folder", ["/", "/usr", "/etc", "/dev", "/runner", "/runner/autograder", "/mnt", "/proc/sys"])
def test_nothing_outside_its_own_folders_can_be_written(kernel, folder):
    assert attempt(kernel, f"open('{folder}/x', 'w')") in ("OSError", "FileNotFoundError", "PermissionError")


@pytest.mark.parametrize("folder", OWN)
def test_its_own_folders_can_be_written(kernel, folder):
    assert attempt(kernel, f"open('{folder}/x', 'w').write('x')") == "done"


def test_two_sessions_of_a_slot_share_no_files(slot, kernels):
    first, second = kernels(slot), kernels(slot)
    for folder in OWN:
        assert attempt(first, f"open('{folder}/mine', 'w').write('x')") == "done"
        assert attempt(second, f"open('{folder}/mine')") == "FileNotFoundError"


def test_two_sessions_of_a_slot_share_no_abstract_sockets_and_no_terminals(slot, kernels):
    first, second = kernels(slot), kernels(slot)
    assert attempt(first, "import socket; s = socket.socket(socket.AF_UNIX); s.bind('\\0mine'); s.listen()") == "done"
    assert attempt(first, "import socket; socket.socket(socket.AF_UNIX).connect('\\0mine')") == "done"
    assert attempt(second, "import socket; socket.socket(socket.AF_UNIX).connect('\\0mine')") == "ConnectionRefusedError"
    assert attempt(first, "import os; os.openpty()") == "done"
    assert second.run("import os; print(os.listdir('/dev/pts'))").text.strip() == "['ptmx']"


def test_no_new_namespace_can_be_entered(kernel):
    for code in ("unshare(0x10000000)", "unshare(0x20000)", "setns(0, 0)"):
        call = f"import ctypes; libc = ctypes.CDLL(None, use_errno=True); assert libc.{code} == 0, ctypes.get_errno()"
        assert attempt(kernel, call) == "AssertionError"


def test_a_program_does_not_gain_rights_by_its_set_user_id_bit(kernel):
    assert attempt(kernel, "import os; os.setuid(0)") == "OSError"
    assert kernel.run("!id -u").text.strip() == "1000"


def test_commands_and_programs_work(kernel):
    ran = kernel.run(
        "import subprocess; print(subprocess.run(['echo', 'hello'], capture_output=True, text=True).stdout)\n!echo out"
    )
    assert "hello" in ran.text
    assert "out" in ran.text


def test_forked_workers_work_and_their_output_arrives(kernel):
    code = """
import multiprocessing, os
context = multiprocessing.get_context("fork")
with context.Pool(2) as pool:
    print(pool.map(abs, [-1, -2]))
if os.fork() == 0:
    print("from a child", flush=True)
    os._exit(0)
os.wait()
"""
    ran = kernel.run(code)
    assert ran.error == ""
    assert "[1, 2]" in ran.text
