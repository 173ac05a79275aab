"""A shadow regrade changes nothing until it is published, and then exactly what it graded."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial

import pytest
from sqlalchemy import select, update

from autograder.course import Course
from autograder.service.comparison import CheckChange, compare, progress
from autograder.service.database import Database
from autograder.service.queue import STRIKES, beat, enqueue, finish, lease, strike
from autograder.service.regrade import RegradeRefused, drop, publish, start_regrade
from autograder.service.tables import Job, Regrade, Result, Submission
from tests.service.seed import a_grade, grade_next, graded, hand_in, outcome, published


def scores(database: Database) -> dict[str, float]:
    return {submission: result.score for submission, result in published(database).items()}


def grade_all(database: Database, failed: dict[str, set[str]]) -> None:
    """Finish all waiting jobs; ``failed``: what each student's submission fails now."""
    while (held := _peek(database)) is not None:
        grade_next(database, a_grade(held, failed.get(held, set())))


def _peek(database: Database) -> str | None:
    with database.read() as db:
        return db.scalar(
            select(Submission.person_id).join(Job).where(Job.state == "queued").order_by(Job.priority, Job.id).limit(1)
        )


@pytest.fixture
def two(database: Database, course: Course) -> tuple[str, str]:
    """anna fails `stride` (10 − 2 points), ben nothing."""
    return graded(database, course, a_grade("anna", {"stride"})), graded(database, course, a_grade("ben"))


def test_nothing_changes_before_it_is_published(database: Database, two: tuple[str, str]) -> None:
    """While a regrade runs and after it is ready, the published results are those from before."""
    anna, ben = two
    regrade = start_regrade(database, "first", "ina", " mended stride ")
    assert (regrade.state, regrade.reason, regrade.made_by) == ("running", "mended stride", "ina")
    assert scores(database) == {anna: 8, ben: 10}
    grade_all(database, {})
    assert scores(database) == {anna: 8, ben: 10}
    with database.read() as db:
        assert db.get_one(Regrade, regrade.id).state == "ready"
        assert set(db.scalars(select(Submission.state))) == {"graded"}


def test_it_compares_old_and_new(database: Database, two: tuple[str, str]) -> None:
    """Who changes comes first, with points and checks; who stays is counted."""
    anna, ben = two
    regrade = start_regrade(database, "first", "ina", "")
    grade_all(database, {"ben": {"negative", "size_one"}})
    with database.read() as db:
        found = compare(db, regrade)
    first, second = found.changes
    assert (first.submission, first.outcome, first.old_score, first.new_score, first.difference) == (anna, "better", 8, 10, 2)
    [stride] = first.checks
    assert stride == CheckChange(
        check="test_conv2d::test_stride", title="The kernel moves by the stride", old="failed", new="passed"
    )
    assert (second.submission, second.outcome, second.difference) == (ben, "worse", -2)
    assert found.differences == ((-2.0, 1), (2.0, 1))
    assert found.mean_difference == 0
    assert {name: (gained, lost) for name, _, gained, lost in found.checks} == {
        "test_conv2d::test_stride": (1, 0),
        "test_max_pool::test_size_one": (0, 1),
        "test_max_pool::test_negative": (0, 1),
    }


def test_equal_points_by_other_checks_are_not_the_same(database: Database, course: Course) -> None:
    """One check gained and another of equal weight lost is shown, though the score stays."""
    graded(database, course, a_grade("anna", {"stride"}))
    regrade = start_regrade(database, "first", "ina", "")
    grade_next(database, a_grade("anna", {"asymmetric"}))
    with database.read() as db:
        [change] = compare(db, regrade).changes
    assert (change.outcome, change.difference, len(change.checks)) == ("other", 0, 2)


def test_publishing_changes_all_at_once(database: Database, two: tuple[str, str]) -> None:
    """New results take the place of the old ones, wait to be recorded, and the comparison still shows what was before."""
    anna, ben = two
    with database.write() as db:
        db.execute(update(Result).values(recorded=True))
    regrade = start_regrade(database, "first", "ina", "")
    grade_all(database, {"anna": {"identity"}})
    done = publish(database, regrade.id)
    assert done.state == "published"
    assert done.settled_at is not None
    assert scores(database) == {anna: 9, ben: 10}
    assert not any(result.recorded for result in published(database).values())
    with database.read() as db:
        assert sorted(db.scalars(select(Result.state))) == ["published", "published", "superseded", "superseded"]
        found = compare(db, db.get_one(Regrade, regrade.id))
    assert [(c.outcome, c.old_score, c.new_score) for c in found.changes] == [("better", 8, 9), ("same", 10, 10)]


def test_publishing_twice_is_publishing_once(database: Database, two: tuple[str, str]) -> None:
    """The second time changes nothing, not even what was recorded since."""
    regrade = start_regrade(database, "first", "ina", "")
    grade_all(database, {})
    settled = publish(database, regrade.id).settled_at
    with database.write() as db:
        db.execute(update(Result).values(recorded=True))
    assert publish(database, regrade.id).settled_at == settled
    assert all(result.recorded for result in published(database).values())


def test_dropping_keeps_the_old_results(database: Database, two: tuple[str, str]) -> None:
    """Dropped proposals stay in the comparison only; dropping twice is dropping once; a dropped one cannot be published."""
    anna, ben = two
    regrade = start_regrade(database, "first", "ina", "")
    grade_all(database, {})
    assert drop(database, regrade.id).state == "dropped"
    assert drop(database, regrade.id).state == "dropped"
    assert scores(database) == {anna: 8, ben: 10}
    with pytest.raises(RegradeRefused, match="was dropped"):
        publish(database, regrade.id)
    with database.read() as db:
        assert [(c.old_score, c.new_score) for c in compare(db, regrade).changes] == [(8, 10), (10, 10)]


def test_a_running_regrade_can_be_dropped_but_not_published(database: Database, two: tuple[str, str]) -> None:
    """Its waiting jobs are cancelled, and a worker that still grades one finds its lease lost."""
    regrade = start_regrade(database, "first", "ina", "")
    held = lease(database, "w1")
    assert held is not None
    with pytest.raises(RegradeRefused, match="still running"):
        publish(database, regrade.id)
    drop(database, regrade.id)
    assert lease(database, "w1") is None
    assert beat(database, held, "running", 1, 2) is False
    with database.read() as db:
        assert set(db.scalars(select(Job.state).where(Job.regrade_id == regrade.id))) == {"cancelled"}
        assert {c.outcome for c in compare(db, regrade).changes} == {"waiting"}


def test_a_published_regrade_cannot_be_dropped(database: Database, two: tuple[str, str]) -> None:
    """What students have seen is not taken back silently; an unknown number is refused too."""
    regrade = start_regrade(database, "first", "ina", "")
    grade_all(database, {})
    publish(database, regrade.id)
    with pytest.raises(RegradeRefused, match="was published"):
        drop(database, regrade.id)
    with pytest.raises(RegradeRefused, match="no regrade 77"):
        publish(database, 77)


def test_a_newer_submission_of_a_student_is_untouched(database: Database, course: Course, two: tuple[str, str]) -> None:
    """It is graded before the regrade, and publishing changes the regraded submission only."""
    anna, ben = two
    regrade = start_regrade(database, "first", "ina", "")
    newer = hand_in(database, course, "anna")
    assert grade_next(database, a_grade("anna", {"size"})) == newer
    grade_all(database, {})
    publish(database, regrade.id)
    assert scores(database) == {anna: 10, ben: 10, newer: 9}


def test_a_submission_graded_again_in_the_meantime_keeps_its_newer_result(database: Database, two: tuple[str, str]) -> None:
    """The comparison says so, and publishing leaves it alone."""
    anna, ben = two
    regrade = start_regrade(database, "first", "ina", "")
    grade_all(database, {})
    with database.write() as db:
        enqueue(db, anna)
    assert grade_next(database, a_grade("anna", {"identity"})) == anna
    with database.read() as db:
        assert {c.submission: c.overtaken for c in compare(db, regrade).changes} == {anna: True, ben: False}
    publish(database, regrade.id)
    assert scores(database) == {anna: 9, ben: 10}


def test_only_counting_submissions_or_all(database: Database, course: Course) -> None:
    """Of each student the latest graded one, or every graded one; what waits is left out."""
    first = graded(database, course, a_grade("anna", {"stride"}))
    second = graded(database, course, a_grade("anna", {"size"}))
    other = graded(database, course, a_grade("ben", assignment="second"))
    hand_in(database, course, "anna")
    regrade = start_regrade(database, "first", "ina", "")
    assert jobs(database, regrade) == {second}
    drop(database, regrade.id)
    regrade = start_regrade(database, "first", "ina", "", which="all")
    assert jobs(database, regrade) == {first, second}
    assert other not in jobs(database, regrade)


def jobs(database: Database, regrade: Regrade) -> set[str]:
    with database.read() as db:
        return set(db.scalars(select(Job.submission_id).where(Job.regrade_id == regrade.id)))


def test_what_could_not_be_regraded_is_named_and_keeps_its_result(database: Database, two: tuple[str, str]) -> None:
    """After three failures of the machine the regrade is ready all the same; publishing leaves that submission alone."""
    anna, ben = two
    regrade = start_regrade(database, "first", "ina", "")
    for _ in range(STRIKES):
        held = lease(database, "w1")
        assert held is not None
        assert held.student == "anna"
        strike(database, held, "no memory")
    grade_all(database, {})
    with database.read() as db:
        failed, same = compare(db, regrade).changes
        assert progress(db, regrade.id).failed == 1
    assert (failed.submission, failed.outcome, failed.old_score, failed.new_score) == (anna, "failed", 8, None)
    assert failed.problem == "no memory"
    assert same.outcome == "same"
    publish(database, regrade.id)
    assert scores(database) == {anna: 8, ben: 10}


def test_two_regrades_of_one_assignment_are_refused(database: Database, two: tuple[str, str]) -> None:
    """Until the first is published or dropped; one of another assignment is free, and one without submissions refused."""
    regrade = start_regrade(database, "first", "ina", "")
    with pytest.raises(RegradeRefused, match=f"Regrade {regrade.id} of first is neither"):
        start_regrade(database, "first", "ina", "")
    with pytest.raises(RegradeRefused, match="nothing to regrade"):
        start_regrade(database, "second", "ina", "")
    drop(database, regrade.id)
    assert start_regrade(database, "first", "ina", "").id > regrade.id


def test_many_who_start_at_once_start_one(database: Database, two: tuple[str, str]) -> None:
    """Eight threads at one moment: one regrade, two jobs, seven refusals."""
    answers = at_once(*[lambda: start_regrade(database, "first", "ina", "")] * 8)
    assert answers.count("another_open") == 7
    with database.read() as db:
        assert len(db.scalars(select(Job).where(Job.regrade_id.is_not(None))).all()) == 2


def test_the_last_two_of_a_regrade_may_end_at_once(database: Database, two: tuple[str, str]) -> None:
    """Whichever worker is later, the regrade is ready."""
    regrade = start_regrade(database, "first", "ina", "")
    held = [one for one in (lease(database, "w1"), lease(database, "w2")) if one is not None]
    ends = [partial(finish, database, one, outcome(a_grade(one.student))) for one in held]
    assert at_once(*ends) == [True, True]
    with database.read() as db:
        assert db.get_one(Regrade, regrade.id).state == "ready"


def at_once(*actions: Callable[[], object]) -> list[object]:
    """What each of the actions, begun together in threads, answers or raises."""
    gate = threading.Barrier(len(actions))
    found: list[object] = [None] * len(actions)

    def act(place: int) -> None:
        gate.wait()
        try:
            found[place] = actions[place]()
        except RegradeRefused as no:
            found[place] = no.why

    threads = [threading.Thread(target=act, args=(place,)) for place in range(len(actions))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_publishing_and_dropping_at_once_is_one_of_them(database: Database, two: tuple[str, str]) -> None:
    """Four people decide at one moment: all results are the new ones, or all the old ones."""
    anna, ben = two
    regrade = start_regrade(database, "first", "ina", "")
    grade_all(database, {})
    both = [lambda: publish(database, regrade.id), lambda: drop(database, regrade.id)]
    answers = at_once(*both, *both)
    with database.read() as db:
        state = db.get_one(Regrade, regrade.id).state
    assert scores(database) == ({anna: 10, ben: 10} if state == "published" else {anna: 8, ben: 10})
    assert answers.count("settled") == 2
    assert {answer.state for answer in answers if isinstance(answer, Regrade)} == {state}


def test_what_ends_while_its_regrade_is_dropped_changes_nothing(database: Database, two: tuple[str, str]) -> None:
    """Two workers finish at the moment of dropping: nothing is proposed or published afterwards, and nobody waits for ever."""
    anna, ben = two
    regrade = start_regrade(database, "first", "ina", "")
    held = [one for one in (lease(database, "w1"), lease(database, "w2")) if one is not None]
    new = outcome(a_grade("anna"))
    at_once(lambda: drop(database, regrade.id), *[partial(finish, database, one, new) for one in held])
    assert len(held) == 2
    assert scores(database) == {anna: 8, ben: 10}
    with database.read() as db:
        assert db.get_one(Regrade, regrade.id).state == "dropped"
        assert not db.scalars(select(Result).where(Result.state == "proposed")).all()
        assert not db.scalars(select(Job).where(Job.state.in_(("queued", "leased")))).all()
