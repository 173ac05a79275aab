"""The Markdown summary says what counts, and no text of a student forms markup."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from autograder.feedback.markdown import literal, summary_markdown
from autograder.feedback.text import visible
from autograder.grade import Grade

MakeGrade = Callable[..., Grade]
reader = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def test_points_failures_and_findings_are_told(grade: Grade) -> None:
    html = reader.render(summary_markdown(grade, "Convolution by hand"))
    text = unescape(re.sub(r"<[^>]+>", "", html)).replace("\u2060", "")
    for told in (
        "Convolution by hand: 4 of 14 points",
        "1 point is still open",
        "We recognise this result: True convolution",
        "`max_pool` is not defined",
        "Missing cell",
        "What does the edge filter see?",
    ):
        assert told in text
    assert html.count("<tr>") == 6
    assert "SECRET" not in text


def test_what_was_not_graded_shows_no_points(make_grade: MakeGrade) -> None:
    text = summary_markdown(make_grade(status="infrastructure", questions=(), findings=()), "A")
    assert text.startswith("## A: not graded yet\n")
    assert "|" not in text


@given(st.text())
def test_any_text_is_shown_as_it_is(text: str) -> None:
    text = visible(text)
    html = reader.render(f"x {literal(text)} x")
    assert re.fullmatch(r"<p>[^<]*</p>\n", html)
    assert unescape(html[3:-5]).replace("\u2060", "") == f"x {' '.join(text.split())} x".replace("\u2060", "")


@pytest.mark.parametrize("text", ["@teacher", "#12", "https://example.org", "<b>", "| a |", "![x](y)", "- a", "\n# b"])
def test_nothing_links_or_mentions(text: str) -> None:
    shown = literal(text)
    assert not re.search(r"@\w|#\d+\b(?!;)|://|[<|!\[\]-]|^\s", shown)
    assert "&#64;teacher" not in shown
