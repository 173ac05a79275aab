"""Statistics of a class equal numbers computed by hand and by numpy and scipy."""

from __future__ import annotations

import random

import numpy as np
import pytest
from scipy.stats import pearsonr

from autograder.grade import Grade, QuestionResult
from autograder.service.statistics import class_statistics, correlation, histogram
from tests.service.seed import FLIPPED, MEAN, NO_STRIDE, a_grade, typical


def by_name(grades: list[Grade]) -> tuple[dict[str, object], dict[str, object]]:
    found = class_statistics(grades)
    return {one.question: one for one in found.questions}, {one.check: one for one in found.checks}


def plain(*points: tuple[float, float]) -> Grade:
    """A grade whose questions q0, q1, … have (score, full score)."""
    questions = tuple(QuestionResult(grade_id=f"q{i}", title="", score=s, max_score=m) for i, (s, m) in enumerate(points))
    total = sum(score for score, _ in points)
    return Grade(
        student="s", assignment="a", status="graded", score=total, max_score=sum(m for _, m in points), questions=questions
    )


def test_difficulty_and_discrimination_by_hand() -> None:
    """Three students, items (0, 2, 4) of 4, rests (1, 2, 6): difficulty 1/2; r = 10 / √(8·14) = 0.9449."""
    grades = [plain((0, 4), (1, 6)), plain((2, 4), (2, 6)), plain((4, 4), (6, 6))]
    first, second = class_statistics(grades).questions
    assert first.difficulty == 0.5
    assert first.discrimination == pytest.approx(10 / (8 * 14) ** 0.5)
    assert second.difficulty == pytest.approx(0.5)
    assert second.discrimination == pytest.approx(first.discrimination)  # of two items each is the other's rest


def test_checks_by_hand() -> None:
    """Four students: `stride` is passed by two of three, for one it broke; the broken answer tells nothing of its question."""
    grades = [a_grade("a"), a_grade("b", {"stride", "largest"}), a_grade("c"), a_grade("d", broken={"stride"})]
    questions, checks = by_name(grades)
    stride = checks["test_conv2d::test_stride"]
    assert (stride.passed, stride.failed, stride.broken) == (2, 1, 1)
    assert stride.pass_rate == pytest.approx(2 / 3)
    assert stride.discrimination == pytest.approx(1)  # rests without it: 8, 7, 8
    assert questions["conv2d"].answers == 3
    assert questions["conv2d"].difficulty == pytest.approx((6 + 4 + 6) / 18)
    assert questions["max_pool"].answers == 4
    assert "explain" not in questions  # a person grades it


def test_equals_numpy_and_scipy_on_a_class() -> None:
    """Forty students: every mean and every correlation is that of numpy and of scipy's pearsonr."""
    rng = random.Random(7)  # noqa: S311  # a made-up class, no secret
    grades = [typical(rng, f"s{n}", rng.random()) for n in range(40)]
    found = class_statistics(grades)
    scores = np.array([grade.score for grade in grades])
    assert found.mean == pytest.approx(scores.mean())
    assert found.median == pytest.approx(np.median(scores))
    assert [one.count for one in found.histogram] == list(np.histogram(scores, bins=10, range=(0, 10))[0])
    table = np.array([[question.score for question in grade.questions[:3]] for grade in grades])
    for place, question in enumerate(found.questions):
        rest = table.sum(axis=1) - table[:, place]
        assert question.difficulty == pytest.approx(table[:, place].mean() / question.max_score)
        assert question.discrimination == pytest.approx(pearsonr(table[:, place], rest).statistic)
    for check in found.checks:
        results = [c for grade in grades for q in grade.questions for c in q.checks if c.check == check.check]
        passed = np.array([c.status == "passed" for c in results], dtype=float)
        assert check.pass_rate == pytest.approx(passed.mean())
        points = {"conv2d": 6 / 6, "max_pool": 3 / 3, "count_weights": 1}[check.question] * results[0].weight
        assert check.discrimination == pytest.approx(np.corrcoef(passed, scores - passed * points)[0, 1])


@pytest.mark.parametrize("items", [[], [1.0, 2.0], [1.0, 1.0, 1.0], [1.0, 1.0 + 1e-12, 1.0]])
def test_a_correlation_that_is_not_defined_is_none(items: list[float]) -> None:
    """Too few students, or nothing varies but the last digit."""
    assert correlation(items, [float(place) for place in range(len(items))]) is None
    assert correlation([float(place) for place in range(len(items))], items) is None


def test_the_histogram_has_every_student_once() -> None:
    """Tenths belong to the bin they start, the full score to the last one, no points at all to the first."""
    counts = [one.count for one in histogram([(n / 10 * 3, 3) for n in range(11)])]
    assert counts == [1, 1, 1, 1, 1, 1, 1, 1, 1, 2]
    assert [one.count for one in histogram([(0, 0), (-1, 3), (4, 3)])] == [2, 0, 0, 0, 0, 0, 0, 0, 0, 1]
    assert (histogram([])[3].low, histogram([])[3].high) == (0.3, 0.4)


def test_a_misconception_counts_once_a_student() -> None:
    """The most frequent first; shares are of readable notebooks; one of a passed check does not count."""
    known = {"asymmetric": FLIPPED, "stride": FLIPPED, "largest": MEAN, "size": NO_STRIDE}
    grades = [
        a_grade("a", {"asymmetric", "stride"}, known=known),
        a_grade("b", {"asymmetric", "largest"}, known=known),
        a_grade("c", {"weights"}, known=known),
        unreadable("d"),
    ]
    found = class_statistics(grades)
    assert [(one.name, one.count, one.share) for one in found.misconceptions] == [
        ("flipped_kernel", 2, pytest.approx(2 / 3)),
        ("mean_pool", 1, pytest.approx(1 / 3)),
    ]
    assert found.misconceptions[0].questions == ("Slide a kernel over an image",)
    assert found.misconceptions[0].title == FLIPPED.title


def unreadable(student: str) -> Grade:
    question = QuestionResult(grade_id="conv2d", title="Slide", score=0, max_score=10)
    return Grade(student=student, assignment="first", status="unreadable", score=0, max_score=12, questions=(question,))


def test_unreadable_notebooks_have_a_score_but_tell_nothing_of_questions() -> None:
    """They count in the histogram and the mean, not in difficulties."""
    found = class_statistics([a_grade("a"), unreadable("b")])
    assert (found.students, found.unreadable, found.mean, found.histogram[0].count) == (2, 1, 5, 1)
    assert {question.answers for question in found.questions} == {1}
    assert {question.difficulty for question in found.questions} == {1}


def test_an_empty_class_has_no_numbers() -> None:
    """Nothing is 0 where nothing is known."""
    found = class_statistics([])
    assert (found.students, found.mean, found.median, found.questions, found.misconceptions) == (0, None, None, (), ())
