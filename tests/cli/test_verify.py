"""`autograder verify` on tiny courses: a good one passes, a poor one is told all its faults."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from autograder.authoring.generate import generate
from autograder.authoring.new_course import new_course
from autograder.cli.main import main
from autograder.course import Course, load_course

MORE_CHECKS = '''

@check("mean_squared_error")
def test_again(student, reference, rng):
    """The same as another check asks for."""
    test_value(student, reference, rng)


@check("mean_squared_error", training=True)
def test_luck(student):
    """What was drawn lies between 0 and 1."""
    agree(student.mean_squared_error([0.0], [0.0]), 0.0, "no error")
    require(0 <= student["luck"] < 1, "Your luck is out of range.")
'''
LOOPS = """# %% mean_squared_error
def mean_squared_error(predicted, wanted):
    predicted, wanted = np.ravel(predicted), np.ravel(wanted)
    total = 0.0
    for one, other in zip(predicted, wanted):
        total += (one - other) ** 2
    return total / len(predicted)
"""
SOLUTIONS = {
    "loops": LOOPS,
    "library": "# %% mean_squared_error\nmean_squared_error = lambda a, b: np.square(np.subtract(a, b)).mean()\n",
    "dot": "# %% mean_squared_error\ndef mean_squared_error(p, w):\n"
    "    e = np.ravel(p) - np.ravel(w)\n    return e @ e / e.size\n",
}
MISCONCEPTIONS = {
    "unlucky": ('QUESTION = "mean_squared_error"', "# %% [append]\nluck = 2.0\n"),
    "survivor": ('QUESTION = "mean_squared_error"', LOOPS),
    "same_thing": ('QUESTION = "mean_squared_error"\nEQUIVALENT = True', LOOPS),
    "not_the_same": ('QUESTION = "mean_squared_error"\nEQUIVALENT = True', "# %% [append]\nluck = -1.0\n"),
}


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """The template's course, released."""
    new_course(tmp_path / "course")
    loaded = load_course(tmp_path / "course")
    generate(loaded, loaded.assignments[0])
    return loaded


@pytest.fixture
def poor(course: Course) -> Course:
    """A course with a training check, a redundant check, a surviving misconception, and equivalent ones, one of them not."""
    [assignment] = course.assignments
    notebook = json.loads(course.source(assignment).read_text())
    cell = {"cell_type": "code", "id": "luck", "metadata": {}, "outputs": [], "execution_count": None}
    notebook["cells"].append(cell | {"source": "luck = float(np.random.rand())"})
    course.source(assignment).write_text(json.dumps(notebook))
    generate(course, assignment)
    checks = course.checks(assignment) / "test_first_loss.py"
    text = checks.read_text().replace("import agree, check", "import agree, check, require")
    checks.write_text(text + MORE_CHECKS)
    for name, (header, body) in MISCONCEPTIONS.items():
        path = course.reference(assignment) / "misconceptions" / f"{name}.py"
        path.write_text(f'"""{name}."""\n{header}\nHINT = "Look again."\n\n\n{body}')
    folder = course.root / "tests" / "submissions" / assignment.name / "solutions"
    folder.mkdir(parents=True)
    for name, body in SOLUTIONS.items():
        (folder / f"{name}.py").write_text(f'"""{name}."""\n\n\n{body}')
    return course


def verify(course: Course, *options: object) -> int:
    return main(["verify", "--course", str(course.root), "--jobs", "2", *map(str, options)])


def test_a_new_course_passes_and_says_what_it_lacks(course: Course, capsys: pytest.CaptureFixture[str]) -> None:
    """The template's checks miss no target; that there is no alternative solution is said."""
    assert verify(course, "--seeds", 5) == 0
    told = capsys.readouterr().out
    assert "0 of 4 misconceptions survive" in told
    assert "no alternative correct solution in tests/submissions/first_loss/solutions/" in told
    assert "missed " not in told.replace("0 missed", "")


def test_every_fault_of_a_poor_course_is_told(poor: Course, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = {name: tmp_path / f"report.{name}" for name in ("json", "junit", "html", "markdown")}
    options = [word for name, path in files.items() for word in (f"--{name}", path)]
    before = sorted(path for path in poor.root.rglob("*") if ".autograder" not in path.parts)
    assert verify(poor, "--seeds", 6, "--training-seeds", 8, *options) == 1

    [report] = json.loads(files["json"].read_text())["assignments"]
    missed = {(verdict["kind"], verdict["subject"]) for verdict in report["verdicts"] if verdict["state"] == "missed"}
    here = "test_first_loss::test"
    assert missed == {
        ("misconception", "survivor"),
        ("equivalent", "not_the_same"),
        ("kills_alone", f"{here}_value"),
        ("kills_alone", f"{here}_again"),
    }
    told = capsys.readouterr().out
    assert sum(line.startswith("missed first_loss: ") for line in told.splitlines()) == len(missed)
    checks = {check["check"]: check for check in report["checks"]}
    assert {name: check["false_fail"]["runs"] for name, check in checks.items()} == {
        f"{here}_value": 6 * 4 + 8, f"{here}_again": 6 * 4 + 8, f"{here}_any_shape": 6 * 4 + 8, f"{here}_luck": 8,
    }  # fmt: skip
    assert checks[f"{here}_luck"]["kills_alone"] == ["unlucky"]
    assert report["false_fail"] == {"events": 0, "runs": 8, "upper": pytest.approx(1 - 0.05 ** (1 / 8))}
    assert len(report["compared"]) == 3
    assert report["differing"] == report["unsteady"] == report["leaks"] == []
    suite = ElementTree.parse(files["junit"]).find("testsuite")  # noqa: S314  # our own document
    assert suite is not None
    assert int(suite.attrib["failures"]) == len(missed)
    assert "survivor" in files["html"].read_text(encoding="utf-8")
    assert "- Missed: survivor survives" in files["markdown"].read_text(encoding="utf-8")
    assert sorted(path for path in poor.root.rglob("*") if ".autograder" not in path.parts) == before, "it writes no grades"


def test_an_update_keeps_the_earlier_report_of_the_others(
    course: Course, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One page then tells of both, with figures of one kind: an earlier report with other seeds is refused."""
    earlier, both = tmp_path / "earlier.json", tmp_path / "both.json"
    assert verify(course, "--seeds", 2, "--json", earlier) == 0
    report = json.loads(earlier.read_text())
    report["assignments"][0]["assignment"] = "another"
    earlier.write_text(json.dumps(report))
    assert verify(course, "--seeds", 2, "--update", earlier, "--json", both) == 0
    found = json.loads(both.read_text())
    assert [one["assignment"] for one in found["assignments"]] == ["another", "first_loss"]
    assert found["false_pass"]["runs"] == 2 * report["false_pass"]["runs"]
    capsys.readouterr()
    assert verify(course, "--seeds", 3, "--update", earlier) == 2
    assert "another number of seeds" in capsys.readouterr().err


def test_a_stale_release_is_a_missed_target(course: Course, capsys: pytest.CaptureFixture[str]) -> None:
    release = course.release(course.assignments[0])
    release.write_text(release.read_text() + "\n")
    assert verify(course, "--seeds", 1) == 1
    assert "missed first_loss: the release is not what `autograder generate` makes" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["no_such"], "no_such"),
        (["--seeds", "0"], "--seeds"),
        (["--html", "/nowhere/page.html"], "/nowhere/page.html"),
        (["--json", "/nowhere/page.json"], "/nowhere/page.json"),
        (["--update", "/nowhere/report.json"], "/nowhere/report.json: cannot be read"),
    ],
)
def test_wrong_usage_is_refused_at_once(
    course: Course, options: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify(course, *options) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert words in line


def test_a_broken_check_file_is_the_authors_error(course: Course, capsys: pytest.CaptureFixture[str]) -> None:
    (course.checks(course.assignments[0]) / "test_first_loss.py").write_text("def broken(:\n")
    assert verify(course, "--seeds", 1) == 2
    assert "the hidden checks cannot be run" in capsys.readouterr().err
