"""A stored feedback page is served with a way back and in a sandbox."""

from __future__ import annotations

from autograder.feedback.html import render_html
from autograder.service.web import stored_page
from tests.service.seed import a_grade


def page(student: str = "anna") -> str:
    return render_html(a_grade(student), None, "Deep Learning", "Convolution by hand")


def test_the_policy_is_the_pages_own_and_a_sandbox() -> None:
    """The style stays allowed by its hash alone; scripts, forms and frames are not."""
    policy = stored_page.policy(page())
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert policy.endswith("; frame-ancestors 'none'; sandbox")
    assert "script-src" not in policy
    assert "unsafe" not in policy


def test_a_page_without_a_policy_gets_the_strictest() -> None:
    """What cannot be read as ours may show its text and nothing else."""
    nothing = "default-src 'none'; frame-ancestors 'none'; sandbox"
    assert stored_page.policy("<p>an old page") == nothing
    late = '<style></style><meta http-equiv="Content-Security-Policy" content="script-src *">'
    assert stored_page.policy(late) == nothing


def test_a_student_cannot_choose_the_policy() -> None:
    """Their name stands before the policy nowhere, and is escaped everywhere."""
    name = '<meta http-equiv="Content-Security-Policy" content="script-src *">'
    assert "script-src" not in stored_page.policy(page(name))


def test_the_way_back_comes_first_and_once() -> None:
    """It is a landmark before the heading, whatever the page's texts hold."""
    shown = stored_page.with_way_back(page('<header class="banner">'), "/submissions/1?<", "Back")
    link = '<nav class="way-back" aria-label="Way back"><a href="/submissions/1?&lt;">Back</a></nav>'
    assert shown.count(link) == 1
    assert shown.index(link) < shown.index('<header class="banner">')
