"""Text from a student is shown whole, in its stored order, and fits every format."""

from __future__ import annotations

import re
from html import unescape
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.feedback.text import clip, overwrite, plain, terminal_html, visible, visible_all
from autograder.grade import Finding, Grade

any_text = st.text(st.characters(exclude_categories=()))  # lone surrogates and control characters included


@given(any_text)
def test_visible_text_fits_utf8_and_xml(text: str) -> None:
    shown = visible(text)
    element = ElementTree.Element("t", value=shown)
    element.text = shown
    read = ElementTree.fromstring(ElementTree.tostring(element, encoding="utf-8"))  # noqa: S314  # written one line above
    assert read.text == (shown or None)
    assert visible(shown) == shown


def test_ordinary_text_of_any_script_is_left_as_it_is() -> None:
    text = "Zoë 王小明 محمد 👩‍💻\n\tx ≥ 2"
    assert visible(text) == text


@pytest.mark.parametrize("code", [0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
def test_characters_that_change_the_reading_direction_are_shown_by_number(code: int) -> None:
    assert visible(f"a{chr(code)}b") == f"a[U+{code:04X}]b"


def test_control_characters_become_their_pictures() -> None:
    assert visible("a\0b\x07c\x7fd\x9be") == "a␀b␇c␡d\ufffde"
    assert visible("one\r\ntwo\rthree\x08") == "one\ntwo\nthree␈"


def test_every_text_of_a_grade_is_made_visible() -> None:
    finding = Finding(kind="stopped", cell="a\0", message="b\u202e")
    grade = Grade(student="s\ud800", assignment="a", status="graded", score=1, max_score=2, findings=(finding,))
    seen = visible_all(grade)
    assert (seen.student, seen.findings[0].cell, seen.findings[0].message) == ("s\ufffd", "a␀", "b[U+202E]")
    assert (seen.score, seen.max_score) == (1, 2)


def test_a_long_text_keeps_its_beginning_and_end_and_says_what_is_missing() -> None:
    text = "\n".join(f"line {number}" for number in range(1000))
    rows = clip(text, lines=100).split("\n")
    assert rows[0] == "line 0"
    assert rows[-1] == "line 999"
    assert rows[75] == "… 900 lines left out …"
    assert clip("x" * 50_000).count("x") == 20_000
    assert "30,000 characters left out" in clip("x" * 50_000)
    assert clip("short") == "short"


@pytest.mark.parametrize(
    ("printed", "left"),
    [
        ("1/3\r2/3\r3/3\ndone", "3/3\ndone"),
        ("1/3\r2/3\r", "2/3"),
        ("windows\r\nline", "windows\nline"),
        ("abc\b\bX", "aX"),
        ("\b\b\b", ""),
        ("loss 2.3\b\b\b\b\b\b\b\b\rloss 0.1", "loss 0.1"),
    ],
)
def test_a_progress_bar_leaves_its_last_state(printed: str, left: str) -> None:
    assert overwrite(printed) == left


@given(any_text)
def test_terminal_output_never_forms_markup(text: str) -> None:
    html = str(terminal_html(text))
    bare = re.sub(r'</?span(?: class="[a-z0-9 ]+")?>', "", html)
    assert "<" not in bare
    assert ">" not in bare
    assert unescape(bare) == plain(text)


def test_the_named_colours_and_bold_are_kept() -> None:
    html = terminal_html("\x1b[1;31mError\x1b[0m: \x1b[92mok\x1b[39m \x1b[38;5;200;1mx\x1b[22my")
    assert html == '<span class="t1 bold">Error</span>: <span class="t2">ok</span> <span class="bold">x</span>y'


@pytest.mark.parametrize(
    "sequence", ["\x1b[2J", "\x1b]0;title\x07", "\x1b]8;;javascript:alert(1)\x1b\\", "\x1bc", "\x1b[?25l", "\x1bP1$r\x1b\\"]
)
def test_other_terminal_sequences_are_dropped(sequence: str) -> None:
    assert terminal_html(f"a{sequence}b") == "ab"
