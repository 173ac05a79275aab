"""The doctor says what this machine lacks and how to mend it."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.errors import InfrastructureError
from autograder.sandbox import bubblewrap, cgroup, doctor, seccomp
from autograder.sandbox.gpus import Gpu


def lack(findings: list[doctor.Finding], what: str) -> doctor.Finding:
    [found] = [finding for finding in findings if finding.what == what]
    return found


def test_a_machine_that_runs_these_tests_is_usable():
    findings = doctor.examine()
    assert doctor.usable(findings), findings
    assert doctor.Finding("ok", "sandbox", "a slot started and passed all self-tests") in findings


@pytest.fixture
def broken(monkeypatch):
    """``broken(module, name)``: that function says its part is not installed."""

    def breaks(module, name):
        def fail(*args):
            raise InfrastructureError("not installed")

        monkeypatch.setattr(module, name, fail)

    return breaks


def test_missing_bubblewrap_is_named_with_its_command(broken):
    broken(bubblewrap, "program")
    findings = doctor.examine()
    assert not doctor.usable(findings)
    assert lack(findings, "bubblewrap").mend == "apt-get install bubblewrap"
    assert all(finding.what != "sandbox" for finding in findings)


def test_missing_libseccomp_is_named_with_its_command(broken):
    broken(seccomp, "program")
    findings = doctor.examine()
    assert not doctor.usable(findings)
    assert lack(findings, "system call filter").mend == "apt-get install libseccomp2"


def test_a_setting_that_forbids_user_namespaces_is_named_with_its_command(monkeypatch, tmp_path):
    (tmp_path / "user").mkdir()
    (tmp_path / "user" / "max_user_namespaces").write_text("0\n")
    monkeypatch.setattr(doctor, "_SETTINGS", tmp_path)
    findings = doctor.examine()
    assert not doctor.usable(findings)
    assert lack(findings, "user namespaces").mend == "sysctl -w user.max_user_namespaces=15000"


def test_an_old_kernel_is_refused(monkeypatch):
    monkeypatch.setattr(doctor.platform, "release", lambda: "4.19.0-27-amd64")
    assert not doctor.usable(doctor.examine())


def test_without_control_groups_grading_works_with_a_weaker_limit(monkeypatch):
    monkeypatch.setattr(cgroup, "make", lambda memory, tasks: None)
    findings = doctor.examine()
    assert doctor.usable(findings)
    assert lack(findings, "memory").level == "weaker"
    assert "Delegate=yes" in lack(findings, "memory").mend


class Listed(Gpu):
    """A GPU whose device nodes are those named."""

    def nodes(self, devices: Path = Path("/dev")) -> tuple[Path, ...]:
        return (Path(self.uuid),)


@pytest.mark.parametrize(
    ("node", "detail", "mend"),
    [
        ("/dev/no-such-node", "is not used: no /dev/no-such-node", "nvidia-modprobe"),
        ("/dev/null", "cannot be used: the memory of NVIDIA X cannot be cleared", "CUDA_VISIBLE_DEVICES="),
    ],
)
def test_a_gpu_that_cannot_be_used_is_told_and_grading_works(node, detail, mend, monkeypatch):
    """Device nodes that are missing, and a driver that does not start; both leave the processor."""
    gpu = Listed(uuid=node, name="NVIDIA X", memory=1, minor=0)
    monkeypatch.setattr(doctor, "listed_gpus", lambda: (gpu,))
    findings = doctor.examine()
    assert doctor.usable(findings)
    found = lack(findings, "GPU")
    assert found.level == "weaker"
    assert detail in found.detail
    assert mend in found.mend
