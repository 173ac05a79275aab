"""Hidden checks become typed results; whose fault a failure is, is told apart."""

from __future__ import annotations

import textwrap
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.errors import AuthorError
from autograder.grading.plugin import CheckRun, repeat_checks, run_checks, seed_of
from autograder.grading.student import Student
from autograder.sandbox import wire

HEADER = """
import numpy as np
from autograder.grading.check import agree, check, require
"""


class FakeRun:
    """Stands in for a notebook run: the "kernel" is a dict of functions and values in this process."""

    def __init__(self, names: dict[str, Any]) -> None:
        self.names = names
        self.checks = 0

    def begin_check(self) -> None:
        self.checks += 1

    def request(self, content: dict[str, Any], buffers: list[bytes], what: str) -> tuple[dict[str, Any], list[Any]]:
        if content["name"] not in self.names:
            return {"status": "error", "kind": "missing"}, []
        value = self.names[content["name"]]
        if content["op"] == "call":
            args, kwargs = wire.decode(content["arguments"], buffers)
            value = value(*args, **kwargs)
        tree, out = wire.encode(value)
        return {"status": "ok", "value": tree}, out


@pytest.fixture
def check(tmp_path: Path) -> Callable[..., tuple[CheckRun, ...]]:
    def check(body: str, names: dict[str, Any] | None = None, **options: Any) -> tuple[CheckRun, ...]:
        folder = tmp_path / "checks"
        folder.mkdir(exist_ok=True)
        (folder / "test_q.py").write_text(HEADER + textwrap.dedent(body))
        reference = types.SimpleNamespace(double=lambda x: 2 * x, answer=3)
        run = FakeRun(names or {})
        settings = {
            "student": Student(run, {}, {"q": ("later = 1",)}),
            "reference": reference,
            "seed": lambda name: seed_of(b"s", name),
            "questions": frozenset("q"),
        }
        return run_checks(folder, run=run, **{**settings, **options})  # type: ignore[arg-type]  # a fake run

    return check


def test_passed_and_failed_checks_carry_title_weight_and_hint(check: Callable[..., tuple[CheckRun, ...]]) -> None:
    passed, failed = check(
        """
        @check("q", weight=2, hint="Double it.")
        def test_double(student, reference, rng):
            '''The function doubles.'''
            x = rng.normal(size=3)
            agree(student.double(x), reference.double(x), "three numbers")

        @check("q", hint="Look again.")
        def test_answer(student, reference):
            '''The answer is right.'''
            agree(student["answer"], reference.answer, "the answer")
        """,
        {"double": lambda x: x + x, "answer": 4},
    )
    assert (passed.result.check, passed.result.title, passed.result.weight) == (
        "test_q::test_double",
        "The function doubles.",
        2,
    )
    assert (passed.result.status, passed.result.hint) == ("passed", "")
    assert (failed.result.status, failed.result.hint) == ("failed", "Look again.")
    assert "your value 4" in failed.result.message
    assert [call.name for call in failed.calls] == ["answer"]


def test_a_plain_assert_says_nothing_of_the_values(check: Callable[..., tuple[CheckRun, ...]]) -> None:
    [one] = check(
        """
        @check("q")
        def test_secret(student):
            '''A property.'''
            assert student["answer"] == 271828
        """,
        {"answer": 4},
    )
    assert one.result.status == "failed"
    assert "271828" not in repr(one.result)


def test_a_missing_name_is_the_students_failure(check: Callable[..., tuple[CheckRun, ...]]) -> None:
    [one] = check(
        """
        @check("q")
        def test_double(student):
            '''It doubles.'''
            student.double(1)
        """
    )
    assert one.result.status == "failed"
    assert "not defined" in one.result.message


INDEXES = """
@check("q")
def test_double(student, reference):
    '''It doubles.'''
    assert student.double(np.ones(2))[0] + 1 == 3
"""


def test_a_check_that_stumbles_over_an_odd_answer_fails_the_answer(check: Callable[..., tuple[CheckRun, ...]]) -> None:
    [one] = check(INDEXES, {"double": lambda x: ["text"]})
    assert one.result.status == "failed"
    assert one.problem == ""


def test_a_check_that_breaks_on_the_right_answer_is_the_authors_fault(check: Callable[..., tuple[CheckRun, ...]]) -> None:
    [one] = check(INDEXES.replace("[0] + 1", "['typo']"), {"double": lambda x: 2 * x})
    assert one.result.status == "error"
    assert "IndexError" in one.problem
    assert one.result.message == ""


def test_the_same_seed_draws_the_same_numbers_and_each_check_its_own(check: Callable[..., tuple[CheckRun, ...]]) -> None:
    body = """
    @check("q")
    def test_one(student, rng):
        '''One.'''
        student.note(rng.normal(size=2))
    @check("q")
    def test_two(student, rng):
        '''Two.'''
        student.note(rng.normal(size=2))
    """
    seen: list[np.ndarray] = []
    for _ in range(2):
        check(body, {"note": lambda x: seen.append(np.array(x))})
    np.testing.assert_array_equal(seen[0], seen[2])
    assert not np.array_equal(seen[0], seen[1])


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("def test_a(student):\n    '''A.'''\n", "no @check"),
        ("@check('other')\ndef test_a(student):\n    '''A.'''\n", "'other'"),
        ("@check('q')\ndef test_a(student):\n    pass\n", "docstring"),
        ("import nowhere_to_be_found\n", "nowhere_to_be_found"),
        ("def broken(:\n", "SyntaxError"),
        ("x = 1\n", "cannot be run"),
        ("@check('q')\ndef test_a(studnet):\n    '''A.'''\n", "studnet"),
    ],
)
def test_a_wrong_check_file_is_named_to_the_author(check: Callable[..., tuple[CheckRun, ...]], body: str, words: str) -> None:
    with pytest.raises(AuthorError, match=words):
        check(body)


def test_a_skipped_check_is_an_error_not_a_pass(check: Callable[..., tuple[CheckRun, ...]]) -> None:
    [one] = check("import pytest\n@check('q')\ndef test_a(student):\n    '''A.'''\n    pytest.skip('later')\n")
    assert one.result.status == "error"


def test_a_check_can_look_at_the_cells_after_an_answer(check: Callable[..., tuple[CheckRun, ...]]) -> None:
    [one] = check(
        """
        @check("q")
        def test_later(student):
            '''No later cell assigns.'''
            require(not any(tree.body for tree in student.trees_after("q")), "A later cell assigns.")
        """
    )
    assert (one.result.status, one.result.message) == ("failed", "A later cell assigns.")


ROUNDS = """
@pytest.fixture
def drawn(rng):
    return rng.integers(4)

@check("q")
def test_closed(student, drawn):
    '''The student agrees unless a three is drawn.'''
    require(student.below_three(drawn), "A three.")

@check("q", training=True)
def test_trained(student):
    '''Something was learnt.'''
    assert student["accuracy"] > 0.5
"""


def rounds(tmp_path: Path, training: bool | None) -> tuple[tuple[CheckRun, ...], ...]:
    (tmp_path / "test_q.py").write_text(f"{HEADER}import pytest\n{ROUNDS}")
    run: Any = FakeRun({"below_three": lambda number: bool(number < 3), "accuracy": 0.9})
    return repeat_checks(
        tmp_path, run=run, student=Student(run, {}), reference=types.ModuleType("reference"),
        seeds=[lambda check, i=i: seed_of(b"s", check, str(i)) for i in (*range(40), 0)],
        questions=frozenset("q"), training=training,
    )  # fmt: skip


def test_every_round_of_repeated_checks_has_fresh_fixtures_and_its_own_seed(tmp_path: Path) -> None:
    """A fixture that draws numbers draws new ones in each round; the same seed gives the same verdict again."""
    found = [[(one.result.check, one.result.status) for one in each] for each in rounds(tmp_path, False)]
    assert len(found) == 41
    assert {check for each in found for check, _ in each} == {"test_q::test_closed"}
    failures = sum(each[0][1] == "failed" for each in found[:40])
    assert 3 <= failures <= 20
    assert found[0] == found[40]


def test_rounds_can_be_of_the_checks_with_training_alone(tmp_path: Path) -> None:
    """``training`` chooses the checks; each result says which kind it is of."""
    for training, names in ((True, ["trained"]), (None, ["closed", "trained"])):
        for each in rounds(tmp_path, training):
            assert [one.result.check for one in each] == [f"test_q::test_{name}" for name in names]
            assert [one.result.training for one in each] == [name == "trained" for name in names]


def test_seeds_depend_on_the_secret_and_every_part() -> None:
    seeds = {seed_of(b"a", "x", "y"), seed_of(b"b", "x", "y"), seed_of(b"a", "xy", ""), seed_of(b"a", "x", "z")}
    assert len(seeds) == 4
    assert seed_of(b"a", "x", "y") == seed_of(b"a", "x", "y") < 2**128
