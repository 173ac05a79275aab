"""docs/ci/: both files are valid, and their commands do on a real server what the page says."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest
import yaml
from sqlalchemy import select

from autograder.service.tables import Submission
from tests.client.running import RunningServer, notebook
from tests.client.small_install import small_environment

DOCS = Path(__file__).parents[2] / "docs"
SCHEMAS = Path(__file__).parent / "schemas"
EXPRESSION = re.compile(r"\$\{\{ *(?:vars|secrets)\.(\w+) *\}\}")


def load(name: str) -> dict[str, Any]:
    data: dict[Any, Any] = yaml.safe_load((DOCS / "ci" / name).read_text())
    if True in data:
        data["on"] = data.pop(True)  # YAML 1.1 reads GitHub's "on" as a truth value
    return data


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A runner's Python, without autograder."""
    return small_environment(tmp_path_factory.mktemp("runner"))


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    folder = tmp_path / "checkout"
    folder.mkdir()
    (folder / "conv_by_hand.ipynb").write_bytes(notebook())
    return folder


def run(script: str, folder: Path, environment: dict[str, str]) -> int:
    """Run a step as a runner's shell does, which stops at the first failure; its exit code."""
    done = subprocess.run(["bash", "-e", "-c", script], cwd=folder, env=environment, capture_output=True, text=True, timeout=60)
    print(done.stdout, done.stderr)
    return done.returncode


def sent(server: RunningServer) -> list[Submission]:
    with server.database.read() as db:
        return list(db.scalars(select(Submission).order_by(Submission.received_at)))


@pytest.mark.parametrize(("name", "schema"), [("github.yml", "github-workflows.json"), ("gitlab.yml", "gitlab-ci.json")])
def test_the_file_is_valid(name: str, schema: str) -> None:
    """It holds against the schema that GitHub's and GitLab's editors use; a file with a misspelt key does not."""
    checker = jsonschema.Draft7Validator(json.loads((SCHEMAS / schema).read_text()))
    data = load(name)
    assert list(checker.iter_errors(data)) == []
    jobs = data.get("jobs", data)
    jobs["hand-in"]["needz" if "jobs" in data else "scripts"] = ["x"]
    jobs["hand-in"].pop("script", None)
    assert list(checker.iter_errors(data))


def test_actions_are_github_s_own_and_pinned() -> None:
    """Each is a version, not a branch that may change; the job may only read."""
    workflow = load("github.yml")
    used = [step["uses"] for job in workflow["jobs"].values() for step in job["steps"] if "uses" in step]
    assert len(used) == 3
    assert all(re.fullmatch(r"actions/[\w-]+@v\d+", name) for name in used)
    assert workflow["permissions"] == {"contents": "read"}


def test_no_value_becomes_part_of_a_script() -> None:
    """Values reach scripts as variables: what stands in one cannot become a command."""
    steps = load("github.yml")["jobs"]["hand-in"]["steps"]
    assert not any("${{" in step.get("run", "") for step in steps)


def github_steps(values: dict[str, str]) -> list[tuple[str, dict[str, str]]]:
    """The scripts of the workflow with their variables, expressions replaced by ``values``."""
    job = load("github.yml")["jobs"]["hand-in"]

    def filled(variables: dict[str, str]) -> dict[str, str]:
        return {name: EXPRESSION.sub(lambda found: values.get(found[1], ""), text) for name, text in variables.items()}

    return [(step["run"], filled({**job["env"], **step.get("env", {})})) for step in job["steps"] if "run" in step]


@pytest.mark.parametrize(("person", "student"), [("anna", ""), ("robot", "ben")])
def test_github_s_steps_hand_in_and_show_the_points(
    server: RunningServer, environment: dict[str, str], checkout: Path, person: str, student: str
) -> None:
    """With a student's own token, and with CI's for a student; the same commit again is the same submission."""
    values = {"AUTOGRADER_SERVER": server.url, "AUTOGRADER_TOKEN": server.tokens[person], "AUTOGRADER_STUDENT": student}
    summary = checkout / "summary.md"
    runner = {**environment, "CI": "true", "GITHUB_SHA": "c0ffee" * 6, "GITHUB_STEP_SUMMARY": str(summary)}
    [(install, its), (hand_in, variables)] = github_steps(values)
    assert run(install, checkout, runner | its) == 0
    with server.grading():
        assert run(hand_in, checkout, runner | variables) == 0
    assert run(hand_in, checkout, runner | variables) == 0
    [row] = sent(server)
    assert (row.person_id, row.sent_by, row.origin) == (student or person, person, "ci")
    assert summary.read_text().startswith("## Convolution by hand: 1.5 of 3 points")
    assert list(ElementTree.parse(checkout / "grading.xml").iter("testcase"))  # noqa: S314  # our own server's


def test_github_s_step_fails_where_it_was_refused(server: RunningServer, environment: dict[str, str], checkout: Path) -> None:
    """A wrong token is a failed job, with the exit code the page names."""
    values = {"AUTOGRADER_SERVER": server.url, "AUTOGRADER_TOKEN": "agt_wrong"}
    runner = {**environment, "GITHUB_SHA": "1", "GITHUB_STEP_SUMMARY": str(checkout / "summary.md")}
    [(install, its), (hand_in, variables)] = github_steps(values)
    assert run(install, checkout, runner | its) == 0
    assert run(hand_in, checkout, runner | variables) == 2
    assert sent(server) == []


def test_gitlab_s_script_hands_in_and_writes_its_reports(
    server: RunningServer, environment: dict[str, str], checkout: Path
) -> None:
    """The files that the job keeps are there."""
    job = load("gitlab.yml")["hand-in"]
    given = {
        "AUTOGRADER_SERVER": server.url,
        "AUTOGRADER_TOKEN": server.tokens["anna"],
        "CI": "true",
        "CI_COMMIT_SHA": "c0ffee",
    }
    with server.grading():
        assert run("\n".join(job["script"]), checkout, environment | given | job["variables"]) == 0
    assert [row.origin for row in sent(server)] == ["ci"]
    for name in (*job["artifacts"]["paths"], job["artifacts"]["reports"]["junit"]):
        assert (checkout / name).stat().st_size > 0
