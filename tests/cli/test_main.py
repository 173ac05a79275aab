"""The command line's table of contents, and how errors end."""

from __future__ import annotations

import importlib
import inspect
import subprocess
import sys

import pytest

from autograder.cli import main as cli
from autograder.errors import ConfigError, InfrastructureError


def test_help_is_a_table_of_contents(capsys):
    """`autograder --help` names every command under the heading of its panel."""
    assert cli.main(["--help"]) == 0
    shown = capsys.readouterr().out
    places = [shown.index(panel) for panel in (cli.AUTHOR, cli.GRADE, cli.SERVE, cli.HAND_IN, cli.LOOK)]
    assert places == sorted(places)
    for name in cli.CONTENTS:
        assert f"│ {name} " in shown


def test_without_arguments_the_help_is_shown(capsys):
    """`autograder` alone shows the help instead of an error."""
    assert cli.main([]) == 0
    assert "Usage: autograder" in capsys.readouterr().out


def test_help_imports_nothing_heavy():
    """The help needs neither a numerical library nor Jupyter, so that it is quick."""
    heavy = {"numpy", "torch", "nbformat", "nbgrader", "pytest", "zmq", "autograder.grading", "autograder.notebook"}
    code = "import sys; from autograder.cli.main import main; main(['--help']); print(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stderr.split())
    assert "typer" in loaded
    assert not heavy & loaded


@pytest.mark.parametrize("name", cli.CONTENTS)
def test_each_command_says_what_the_table_says(name, capsys):
    """Every line of the table has a module with a ``command`` whose help begins with that line."""
    command = importlib.import_module(f"autograder.cli.{name}").command
    assert inspect.getdoc(command).splitlines()[0] == cli.CONTENTS[name].summary
    assert cli.main([name, "--help"]) == 0
    assert f"Usage: autograder {name}" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["grad"], "'grade'"),
        (["grade", "--job", "2"], "--job"),
        (["grade", "--jobs", "0"], "--jobs"),
        (["--verbos"], "--verbos"),
    ],
)
def test_a_wrong_name_is_one_line_with_exit_code_2(arguments, named, capsys):
    """A wrong command or option is answered in one line that names it."""
    assert cli.main(arguments) == 2
    shown = capsys.readouterr().err
    assert shown.count("\n") == 1
    assert named in shown


@pytest.mark.parametrize(("problem", "code"), [(ConfigError("wrong\nsetting"), 2), (InfrastructureError("no disk"), 3)])
def test_a_known_error_is_one_line_with_its_exit_code(problem, code, monkeypatch, capsys):
    """A known error shows its message alone, in one line, and ends with its class's exit code."""
    _make_generate_raise(monkeypatch, problem)
    assert cli.main(["generate"]) == code
    assert capsys.readouterr().err == f"autograder: {' '.join(str(problem).split())}\n"


def test_an_unexpected_error_is_one_line_too(monkeypatch, capsys):
    """A bug or a broken machine ends in one line and exit code 3, never in a traceback."""
    _make_generate_raise(monkeypatch, OSError(28, "No space left on device"))
    assert cli.main(["generate"]) == 3
    shown = capsys.readouterr().err
    assert shown.count("\n") == 1
    assert "No space left on device" in shown


@pytest.mark.parametrize("arguments", [["--debug", "generate"], ["generate", "--debug"]])
def test_debug_shows_the_traceback(arguments, monkeypatch):
    """With --debug, before or behind the command, the error itself gets out."""
    _make_generate_raise(monkeypatch, ConfigError("wrong"))
    with pytest.raises(ConfigError):
        cli.main(arguments)


def test_outside_a_course_the_error_says_what_makes_one(tmp_path, monkeypatch, capsys):
    """Without a course_config.py the command names the two ways out."""
    monkeypatch.chdir(tmp_path)
    assert cli.main(["generate"]) == 2
    shown = capsys.readouterr().err
    assert "autograder init" in shown
    assert "--course" in shown


def _make_generate_raise(monkeypatch, problem):
    def load_course(start):
        raise problem

    monkeypatch.setattr("autograder.cli.generate.load_course", load_course)
