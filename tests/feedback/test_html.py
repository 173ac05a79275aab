"""The feedback page tells everything a student needs, and nothing else."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from nbformat import NotebookNode

from autograder.feedback.html import inline, render_html
from autograder.grade import Grade

MakeGrade = Callable[..., Grade]
MakePoisoned = Callable[[str], tuple[Grade, dict[str, Any]]]


def rendered(grade: Grade, notebook: Any) -> BeautifulSoup:
    return BeautifulSoup(render_html(grade, notebook, "Deep Learning", "Convolution by hand"), "html.parser")


def words(page: BeautifulSoup) -> str:
    return " ".join(page.get_text(" ").split())


def test_points_failures_hints_and_the_misconception_are_told(grade: Grade, notebook: NotebookNode) -> None:
    page = rendered(grade, notebook)
    told = words(page)
    assert (page.html["lang"], page.h1.text) == ("en", "Convolution by hand")
    assert "Zoë Müller-Lüdenscheidt" in page.title.text
    assert "4 of 14 points so far" in told
    assert "values differ in 31 of 42 places" in told
    assert "Next step: Let the window move stride pixels at a time." in told
    assert len(page.find_all(class_="recognised")) == 1
    assert "True convolution: the kernel is flipped" in page.find(class_="recognised").text
    assert "Missing cell" in told
    assert page.figure.img["alt"] == "Three grids of numbers: input, kernel, map"


def test_each_question_has_its_points_and_its_state_in_words(grade: Grade, notebook: NotebookNode) -> None:
    table = rendered(grade, notebook).find("table", class_="points")
    rows = [" ".join(row.get_text(" ").split()) for row in table.tbody.find_all("tr")]
    assert rows == [
        "Slide a kernel over an image 2 of 6 Partly",
        "Max pooling 0 of 3 Not yet",
        "Number of weights 1 of 1 Full points",
        "Sobel edges 1 of 2 Still open",
        "What does the edge filter see? – open of 2 Waits for a person",
    ]
    assert table.caption.text == "Points of each question"
    assert all(head["scope"] in ("row", "col") for head in table.find_all("th"))


def test_questions_and_findings_lead_to_their_cells(grade: Grade, notebook: NotebookNode) -> None:
    page = rendered(grade, notebook)
    for link in page.find_all("a", href=re.compile("^#")):
        assert page.find(id=link["href"][1:]) is not None, link["href"]
    assert {"#cell-3", "#cell-7", "#cell-8", "#question-1"} <= {link["href"] for link in page.find_all("a")}
    ids = [found["id"] for found in page.find_all(id=True)]
    assert len(ids) == len(set(ids))


def test_the_notebook_is_shown_with_its_outputs(grade: Grade, notebook: NotebookNode) -> None:
    page = rendered(grade, notebook)
    cells = page.find_all(class_="cell")
    assert len(cells) == 8
    assert "kernel[::-1, ::-1]" in cells[2].text
    assert cells[3].img["alt"].startswith("The input, the kernel")
    assert "name 'max_pool' is not defined" in cells[5].text
    assert cells[6].find("summary").text == "Output, 61 lines"


def test_what_is_for_the_instructor_only_is_not_told(make_grade: MakeGrade, notebook: NotebookNode) -> None:
    for status in ("check_error", "infrastructure", "needs_manual", "graded"):
        assert "SECRET" not in render_html(make_grade(status=status), notebook, "Deep Learning", "Convolution by hand")


def test_a_final_grade_is_not_called_preliminary(make_grade: MakeGrade, notebook: NotebookNode) -> None:
    questions = make_grade().questions[:3]
    page = words(rendered(make_grade(status="graded", questions=questions), notebook))
    assert "3 of 10 points" in page
    assert "so far" not in page
    assert "still open" not in page


def test_waiting_for_a_person_is_said(make_grade: MakeGrade, notebook: NotebookNode) -> None:
    questions = (make_grade().questions[2], make_grade().questions[4])
    page = words(rendered(make_grade(status="needs_manual", questions=questions), notebook))
    assert "1 of 3 points so far" in page
    assert "2 points wait for a person" in page
    assert "A person reads and grades this answer." in page


def test_an_unreadable_notebook_gets_a_page_that_says_what_to_do(make_grade: MakeGrade) -> None:
    grade = make_grade(status="unreadable", questions=(), findings=(), pictures=(), message="it is not JSON: line 3", score=0)
    page = words(rendered(grade, None))
    assert "it is not JSON: line 3" in page
    assert "Restart kernel and run all cells" in page
    assert "Your notebook, as we ran it" not in page


def test_infrastructure_shows_no_points(make_grade: MakeGrade) -> None:
    page = words(rendered(make_grade(status="infrastructure", pictures=(), findings=()), None))
    assert "Not graded yet" in page
    assert "costs you nothing" in page
    assert "points" not in page.split("Points come from")[0]


def test_an_empty_grade_and_an_empty_notebook_have_a_page() -> None:
    page = rendered(Grade(student="", assignment="a", status="graded", score=0, max_score=0), {"cells": []})
    assert "0 of 0 points" in words(page)


def test_the_policy_forbids_scripts_and_everything_remote(grade: Grade, notebook: NotebookNode) -> None:
    page = rendered(grade, notebook)
    policy = page.find("meta", {"http-equiv": "Content-Security-Policy"})["content"]
    directives = dict(directive.split(" ", 1) for directive in policy.split("; "))
    assert directives["default-src"] == "'none'"
    assert directives["img-src"] == "data:"
    assert re.fullmatch(r"'sha256-[A-Za-z0-9+/=]{44}'", directives["style-src"])
    assert directives["base-uri"] == directives["form-action"] == "'none'"
    assert "</style" not in page.style.text
    assert page.find(["script", "link", "iframe", "object", "embed", "form"]) is None


def test_student_text_forms_no_active_markup(payloads: list[str], make_poisoned: MakePoisoned) -> None:
    for payload in payloads:
        page = rendered(*make_poisoned(payload))
        assert page.find(["script", "link", "iframe", "object", "embed", "form", "base", "video", "image"]) is None, payload
        assert (len(page.find_all("style")), len(page.find_all("meta"))) == (1, 6), payload
        for element in page.find_all(True):
            active = [name for name in element.attrs if name.startswith("on") or name in ("style", "srcdoc", "action", "ping")]
            assert not active, payload
            for name in ("href", "src"):
                assert str(element.get(name, "#")).startswith(("#", "https://", "data:image/png;base64,")), payload


def test_the_page_is_valid_utf8_and_shows_hidden_characters(make_grade: MakeGrade) -> None:
    page = render_html(make_grade(student="a\ud800\u202e\0"), None, "c\u202e", "t\x1b")
    assert "a\ufffd[U+202E]␀" in page
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", page)
    page.encode()


def test_equal_grades_give_equal_pages_apart_from_times(make_grade: MakeGrade, notebook: NotebookNode) -> None:
    pages = {render_html(make_grade(seconds=seconds), notebook, "c", "t") for seconds in (1.0, 9.0)}
    assert len(pages) == 1


def test_a_warm_page_takes_less_than_a_tenth_of_a_second(grade: Grade, notebook: NotebookNode) -> None:
    times = []
    for _ in range(5):
        started = time.perf_counter()
        render_html(grade, notebook, "Deep Learning", "Convolution by hand")
        times.append(time.perf_counter() - started)
    assert min(times) < 0.1


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("use `x < 1` here", "use <code>x &lt; 1</code> here"),
        ("`a` and `b", "<code>a</code> and `b"),
        ("no ` pair", "no ` pair"),
        ("<b>", "&lt;b&gt;"),
        ("", ""),
    ],
)
def test_backticks_set_code(text: str, shown: str) -> None:
    assert inline(text) == shown
