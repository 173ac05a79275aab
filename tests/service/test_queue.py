"""The durable queue: fair, each job with one worker, each submission with one published result, and no machine costs points."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import func, select, update

from autograder.course import Course
from autograder.errors import InfrastructureError
from autograder.service.again import grade_again
from autograder.service.database import Database, read_content, store_content
from autograder.service.queue import REGRADE, STRIKES, beat, enqueue, finish, give_back, lease, release, strike
from autograder.service.regrade import publish
from autograder.service.tables import Alert, Job, Regrade, Result, Submission
from tests.service.work import job_of, outcome, published, send, state_of, taken


def order(database: Database) -> list[str]:
    """Lease everything that waits: whose turn it is."""
    students = []
    while held := lease(database, "worker"):
        students.append(held.student)
    return students


def regrade(database: Database, submissions: list[str]) -> int:
    """Queue these submissions for a regrade; its number."""
    with database.write() as db:
        made = Regrade(assignment="first", made_by="ina")
        db.add(made)
        db.flush()
        for submission in submissions:
            enqueue(db, submission, priority=REGRADE, regrade=made.id)
        return made.id


def test_nothing_waits(database: Database) -> None:
    """An empty queue gives nothing."""
    assert lease(database, "worker") is None


def test_a_submission_is_leased_with_what_grading_needs(database: Database, course: Course) -> None:
    """A lease carries the submission's bytes, student and assignment, and the submission is seen to run."""
    submission = send(database, course, "anna", notebook=b"the notebook")
    held = taken(database)
    assert (held.submission, held.student, held.assignment, held.data) == (submission.id, "anna", "first", b"the notebook")
    assert (held.number, held.regrade) == (1, False)
    assert state_of(database, submission.id) == "running"
    assert job_of(database, submission.id).worker_id == "worker"


def test_a_rush_is_fair(database: Database, course: Course) -> None:
    """One student's four submissions delay another's first by one, not by four; equals come in the order of arrival."""
    for student in ("anna", "anna", "anna", "anna", "ben", "tom", "ben"):
        send(database, course, student)
    assert order(database) == ["anna", "ben", "tom", "anna", "ben", "anna", "anna"]


def test_what_runs_counts_for_fairness(database: Database, course: Course) -> None:
    """Who has a submission running comes after who has none, even if the second of the first was sent before."""
    send(database, course, "anna")
    held = taken(database)
    for student in ("anna", "ben"):
        send(database, course, student)
    assert order(database) == ["ben", "anna"]
    assert held.student == "anna"


def test_people_come_before_regrades(database: Database, course: Course) -> None:
    """A regrade of the whole class waits until nobody waits, whenever it was queued."""
    old = [send(database, course, student).id for student in ("anna", "ben")]
    for _ in old:
        finish(database, taken(database), outcome())
    regrade(database, old)
    for _ in range(2):
        send(database, course, "tom")
    held = [taken(database) for _ in range(4)]
    assert [(each.student, each.regrade) for each in held] == [("tom", False), ("tom", False), ("anna", True), ("ben", True)]
    assert state_of(database, old[0]) == "graded"  # a student sees nothing of a regrade


def test_each_job_is_leased_once(database: Database, course: Course) -> None:
    """Eight workers that lease at once get thirty jobs between them, each exactly one."""
    sent = {send(database, course, student).id for student in ("anna", "ben", "tom") for _ in range(10)}

    def work(number: int) -> list[str]:
        mine = []
        while held := lease(database, f"worker{number}"):
            mine.append(held.submission)
        return mine

    with ThreadPoolExecutor(8) as pool:
        got = [submission for mine in pool.map(work, range(8)) for submission in mine]
    assert len(got) == 30
    assert set(got) == sent


def test_a_result_is_published(database: Database, course: Course) -> None:
    """Finishing stores score, page and notebook in one step with the end of the job."""
    submission = send(database, course, "anna")
    assert finish(database, taken(database), outcome(3.0, feedback=b"<p>well done", notebook=None))
    assert state_of(database, submission.id) == "graded"
    assert published(database, submission.id) == [3.0]
    assert job_of(database, submission.id).state == "done"
    with database.read() as db:
        result = db.scalars(select(Result)).one()
        assert read_content(db, result.feedback) == b"<p>well done"
        assert (result.notebook, result.recorded) == (None, False)


def test_a_broken_check_alerts_the_instructor(database: Database, course: Course) -> None:
    """Problems of hidden checks become an alert that names assignment and student."""
    send(database, course, "anna")
    finish(database, taken(database), outcome(problems="Traceback …"))
    with database.read() as db:
        alert = db.scalars(select(Alert)).one()
    assert (alert.kind, "anna" in alert.text, "first" in alert.text) == ("check_error", True, True)


def test_duplicate_delivery_changes_nothing(database: Database, course: Course) -> None:
    """An answer that arrives twice, the second time with another score, is stored once: the first."""
    submission = send(database, course, "anna")
    held = taken(database)
    assert finish(database, held, outcome(3.0))
    assert not finish(database, held, outcome(1.0))
    assert not strike(database, held, "too late")
    assert not give_back(database, held)
    assert published(database, submission.id) == [3.0]
    assert state_of(database, submission.id) == "graded"


def test_the_same_answer_from_eight_threads_is_stored_once(database: Database, course: Course) -> None:
    """Eight deliveries of one lease at the same moment leave one result, and one of them is told so."""
    submission = send(database, course, "anna")
    held = taken(database)
    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(lambda score: finish(database, held, outcome(score)), range(8)))
    assert told.count(True) == 1
    assert published(database, submission.id) == [told.index(True)]


def test_late_answers_under_an_old_lease_change_nothing(database: Database, course: Course) -> None:
    """Once a job went to another worker, the first worker's beats, strikes, returns and results are refused."""
    submission = send(database, course, "anna")
    old = taken(database, "lost")
    assert release(database, "lost", "died") == 1
    new = taken(database, "new")
    assert (new.job, new.number) == (old.job, old.number + 1)
    assert not beat(database, old, "running", 1, 2)
    assert not strike(database, old, "late")
    assert not give_back(database, old)
    assert not finish(database, old, outcome(0.0))
    assert published(database, submission.id) == []
    assert job_of(database, submission.id).strikes == 1
    assert beat(database, new, "running", 3, 9)
    assert finish(database, new, outcome(4.0))
    assert published(database, submission.id) == [4.0]


def test_beats_tell_how_far_grading_is(database: Database, course: Course) -> None:
    """A beat with a phase is seen; one without keeps the phase; a returned job shows none."""
    submission = send(database, course, "anna")
    held = taken(database)
    assert beat(database, held, "running", 3, 9)
    assert beat(database, held)
    job = job_of(database, submission.id)
    assert (job.phase, job.step, job.steps, job.beats) == ("running", 3, 9, 2)
    give_back(database, held)
    assert job_of(database, submission.id).phase == ""


def test_a_job_given_back_keeps_its_place_and_gets_no_strike(database: Database, course: Course) -> None:
    """A worker that stops returns its job: it is the next one again, and nothing is held against it."""
    first = send(database, course, "anna")
    send(database, course, "ben")
    assert give_back(database, taken(database))
    assert state_of(database, first.id) == "queued"
    assert taken(database).submission == first.id
    assert job_of(database, first.id).strikes == 0


def test_three_strikes_are_not_gradable_never_a_zero(database: Database, course: Course) -> None:
    """After three failures of the machine there is no result at all, the instructor has one alert, and no job waits."""
    submission = send(database, course, "anna")
    for number in range(STRIKES):
        assert state_of(database, submission.id) == "queued"
        assert strike(database, taken(database), f"the disk failed, time {number + 1}")
    assert state_of(database, submission.id) == "not_gradable"
    assert lease(database, "worker") is None
    assert published(database, submission.id) == []
    with database.read() as db:
        assert db.scalar(select(func.count()).select_from(Result)) == 0
        alert = db.scalars(select(Alert)).one()
    assert (alert.kind, alert.submission_id) == ("not_gradable", submission.id)
    assert "anna" in alert.text
    assert "the disk failed, time 3" in alert.text


def test_releasing_a_dead_worker_takes_its_jobs_only(database: Database, course: Course) -> None:
    """The jobs of a worker that died go back with one strike each; others' stay."""
    sent = [send(database, course, student).id for student in ("anna", "ben", "tom")]
    for worker in ("dead", "alive", "dead"):
        taken(database, worker)
    with ThreadPoolExecutor(4) as pool:  # the supervisor may be told more than once
        assert sum(pool.map(lambda _: release(database, "dead", "killed"), range(4))) == 2
    assert [state_of(database, each) for each in sent] == ["queued", "running", "queued"]
    assert [job_of(database, each).strikes for each in sent] == [1, 0, 1]


def test_the_database_refuses_a_second_published_result(database: Database, course: Course) -> None:
    """Two published results of one submission cannot be stored, whatever the program does."""
    submission = send(database, course, "anna")
    finish(database, taken(database), outcome(3.0))
    regrade(database, [submission.id])
    finish(database, taken(database), outcome(2.0))
    with pytest.raises(InfrastructureError, match=r"(?i)unique"), database.write() as db:
        db.execute(update(Result).where(Result.state == "proposed").values(state="published"))
    assert published(database, submission.id) == [3.0]


def test_a_job_has_one_result(database: Database, course: Course) -> None:
    """A second result of the same job cannot be stored, in whatever state."""
    submission = send(database, course, "anna")
    held = taken(database)
    finish(database, held, outcome())
    with database.write() as db:
        page = store_content(db, b"page")
    again = {"grade": b"", "feedback": page, "receipt": "", "material": "", "status": "graded", "score": 0, "max_score": 1}
    with pytest.raises(InfrastructureError, match=r"(?i)unique"), database.write() as db:
        db.add(Result(submission_id=submission.id, job_id=held.job, state="dropped", **again))


def test_a_regrade_proposes_and_leaves_the_published_result(database: Database, course: Course) -> None:
    """A regrade's result is kept apart; the regrade is ready when its last job has ended, gradable or not."""
    sent = [send(database, course, student).id for student in ("anna", "ben")]
    for _ in sent:
        finish(database, taken(database), outcome(3.0))
    number = regrade(database, sent)
    finish(database, taken(database), outcome(1.0))
    assert _regrade_state(database, number) == "running"
    for _ in range(STRIKES):
        strike(database, taken(database), "no disk")
    assert _regrade_state(database, number) == "ready"
    assert [published(database, each) for each in sent] == [[3.0], [3.0]]
    assert [state_of(database, each) for each in sent] == ["graded", "graded"]
    with database.read() as db:
        assert list(db.scalars(select(Result.score).where(Result.state == "proposed"))) == [1.0]


def test_last_jobs_that_end_together_make_a_regrade_ready(database: Database, course: Course) -> None:
    """Eight jobs of a regrade that end in eight threads at once do not each take another for the last."""
    sent = [send(database, course, "anna").id for _ in range(8)]
    for _ in sent:
        finish(database, taken(database), outcome())
    number = regrade(database, sent)
    held = [taken(database) for _ in sent]
    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(lambda each: finish(database, each, outcome(2.0)), held))
    assert _regrade_state(database, number) == "ready"


def test_grading_again_and_publishing_at_once_leave_one_result(database: Database, course: Course) -> None:
    """Submissions that are graded again while a regrade of them is published have one result each, and nobody fails."""
    sent = [send(database, course, "anna").id for _ in range(6)]
    for _ in sent:
        finish(database, taken(database), outcome(1.0))
    number = regrade(database, sent)
    for _ in sent:
        finish(database, taken(database), outcome(2.0))
    assert all(grade_again(database, each) for each in sent)
    held = [taken(database) for _ in sent]
    with ThreadPoolExecutor(7) as pool:
        finishing = [pool.submit(finish, database, each, outcome(3.0)) for each in held]
        assert publish(database, number).state == "published"
        assert all(each.result() for each in finishing)
    assert {tuple(published(database, each)) for each in sent} == {(3.0,)}  # the newest, whichever came first


def test_what_was_taken_while_looking_is_not_taken_again(database: Database, course: Course) -> None:
    """Two workers that saw the same job: the slower one gets the next, not the same."""
    send(database, course, "anna")
    send(database, course, "ben")
    first = taken(database, "quick")
    stale = replace(first, number=0)  # as if the slower worker's look lay before the quicker one's lease
    assert not beat(database, stale)
    assert taken(database, "slow").student == "ben"
    with database.read() as db:
        assert db.scalar(select(func.count()).select_from(Job).where(Job.state == "leased")) == 2
        assert db.scalar(select(func.count()).select_from(Submission).where(Submission.state == "running")) == 2


def _regrade_state(database: Database, number: int) -> str:
    with database.read() as db:
        return db.get_one(Regrade, number).state
