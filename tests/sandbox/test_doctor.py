"""The doctor says what this machine lacks and how to mend it."""

from __future__ import annotations

import pytest

from autograder.errors import InfrastructureError
from autograder.sandbox import bubblewrap, cgroup, doctor, seccomp


def lack(findings: list[doctor.Finding], what: str) -> doctor.Finding:
    [found] = [finding for finding in findings if finding.what == what]
    return found


def test_a_machine_that_runs_these_tests_is_usable():
    findings = doctor.examine()
    assert doctor.usable(findings), findings
    assert findings[-1] == doctor.Finding("ok", "sandbox", "a slot started and passed all self-tests")


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
