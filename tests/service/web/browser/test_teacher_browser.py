"""In Chromium teachers read the class: on a wide screen and a phone, light and dark, by keyboard and without scripts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace
from playwright.sync_api import Page, expect

from autograder.grade import CheckResult, Diagnosis, Grade, QuestionResult
from autograder.service import search
from autograder.service.queue import STRIKES, beat, finish, strike
from autograder.service.regrade import start_regrade
from autograder.service.tables import Person, Worker
from tests.feedback.conftest import PAYLOADS
from tests.service import seed
from tests.service.web.browser.conftest import Site, Window

pytestmark = pytest.mark.browser

WindowOf = Callable[..., Window]
Violations = Callable[[Page], list[str]]


@pytest.fixture
def pages(site: Site, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A class with results, broken checks, a failed submission, a finished regrade, and one that runs: all their pages."""
    database, course = site.database, site.course
    monkeypatch.setattr(search, "PAGE", 8)
    with database.write() as db:
        db.add(Worker(id="w1", host="here", pid=1, slots=2, state="ready"))
    seed.make_class(database, course, 6)
    broken = seed.graded(
        database, course, seed.a_grade("anna", {"stride"}, broken={"size"}), problems="Traceback\n" + "x" * 300
    )
    seed.hand_in(database, course, "ben")
    for _ in range(STRIKES):
        strike(database, site.lease(), "no memory")
    done = start_regrade(database, "first", "ina", "mended the stride")
    for _ in range(7):
        held = site.lease()
        site.finish(held, seed.a_grade(held.student, {"negative"}))
    seed.graded(database, course, seed.a_grade("ben", assignment="second"))
    running = start_regrade(database, "second", "ina", "")
    for _ in range(2):
        seed.hand_in(database, course, "ben", "first")
    beat(database, site.lease(), "running", 3, 12)
    first = f"/class/first/regrades/{done.id}"
    return [
        "/class", "/class/first", "/class/first/submissions", f"/class/submissions/{broken}", "/class/first/regrades", first,
        f"{first}/publish", f"/class/second/regrades/{running.id}", "/class/machines",
    ]  # fmt: skip


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
def test_every_page_is_accessible_and_fits(
    window_of: WindowOf, pages: list[str], violations: Violations, scheme: str, width: int
) -> None:
    """Axe finds nothing, and no page is wider than its window."""
    window = window_of("ina", color_scheme=scheme, viewport={"width": width, "height": 800})
    for path in pages:
        page = window.open(path)
        assert violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path


def test_searching_finds_while_one_types(window_of: WindowOf, pages: list[str]) -> None:
    """The table follows the fields and the pages' links, without loading the page anew."""
    page = window_of("tom").open("/class/first/submissions")
    page.evaluate("window.stayed = true")
    status = page.locator("#found [role=status]")
    expect(status).to_contain_text("page 1 of")
    page.get_by_role("link", name="Next page").click()
    expect(status).to_contain_text("page 2 of")
    page.get_by_label("Student").fill("s03")
    expect(page.locator("#found tbody tr").first).to_contain_text("s03")
    expect(status).not_to_contain_text("page")
    page.get_by_label("Student").fill("")
    page.get_by_label("State").select_option("A check broke")
    expect(status).to_have_text("1 submission")
    assert page.evaluate("window.stayed")


def test_searching_works_without_scripts(window_of: WindowOf, pages: list[str]) -> None:
    """By the form's button and plain links."""
    page = window_of("tom", java_script_enabled=False).open("/class/first/submissions")
    page.get_by_label("Student").fill("anna")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("#found [role=status]")).to_have_text("1 submission")
    page.locator("#found tbody a").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Anna Meier, attempt 1")
    expect(page.locator("pre.log")).to_contain_text("Traceback")


def poisoned(student: str, text: str) -> Grade:
    """A grade with ``text`` in everything that comes from a notebook or from what its code returned."""
    known = Diagnosis(name=text, title=text, hint=text)
    checks = [
        CheckResult(check=f"{status}{text}", title=text, question=text, weight=1, status=status, message=text, diagnosis=known)
        for status in ("passed", "failed", "error")
    ]
    question = QuestionResult(grade_id=text, title=text, score=1, max_score=3, checks=tuple(checks))
    return replace(seed.a_grade(student), questions=(question,), score=1, max_score=3, status="check_error", message=text)


def test_nothing_that_a_student_chose_runs(site: Site, window_of: WindowOf) -> None:
    """Every stored-XSS attempt as a name, a file name and every text of a grade: no page runs it or asks a foreign host."""
    payloads = [text.encode("utf-8", "replace").decode() for text in PAYLOADS]
    submissions = []
    with site.database.write() as db:
        db.add_all([Person(id=f"x{place}", name=text, role="student") for place, text in enumerate(payloads)])
    for place, text in enumerate(payloads):
        submissions.append(seed.hand_in(site.database, site.course, f"x{place}", file_name=text[:250]))
        finish(site.database, site.lease(), seed.outcome(poisoned(f"x{place}", text), problems=text))
    everything = "\n".join(payloads)
    regrade = start_regrade(site.database, "first", "ina", payloads[0])
    for _ in payloads:
        held = site.lease()
        finish(site.database, held, seed.outcome(poisoned(held.student, everything), problems=everything))
    window = window_of("ina")
    for path in (
        "/class", "/class/first", "/class/first/submissions", f"/class/first/regrades/{regrade.id}",
        f"/class/submissions/{submissions[0]}", f"/class/submissions/{submissions[-1]}",
    ):  # fmt: skip
        page = window.open(path)
        assert page.evaluate("window.ran") is None, path
        assert page.locator("main :is(script, iframe, object, embed, base, style, form form)").count() == 0, path
    expect(page.locator("pre.log").first).to_contain_text("<script>window.ran = 1</script>")


def test_the_machines_follow_the_queue(site: Site, window_of: WindowOf) -> None:
    """What is graded now appears by itself."""
    seed.hand_in(site.database, site.course, "anna")
    page = window_of("ina").open("/class/machines")
    expect(page.get_by_text("no grading process is ready")).to_be_visible()
    with site.database.write() as db:
        db.add(Worker(id="w1", host="here", pid=1, slots=2, state="ready"))
    assert beat(site.database, site.lease(), "running", 3, 12)
    expect(page.get_by_text("Running cells: 3 of 12")).to_be_visible()
