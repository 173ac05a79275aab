"""Nothing that a student chose is run by a spreadsheet."""

from __future__ import annotations

import pytest

from autograder.service.export import harmless


@pytest.mark.parametrize("text", ["=1+1", "+49 1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =HYPERLINK(1)", "＝1+1"])
def test_formulas_become_text(text: str) -> None:
    """Also behind spaces and in full-width letters."""
    assert harmless(text).startswith("'")


@pytest.mark.parametrize("text", ["", "Ada", "a=b", "Müller-Lüdenscheidt", "3 apples"])
def test_other_texts_stay(text: str) -> None:
    """Names are written as they are."""
    assert harmless(text) == text


def test_what_reorders_text_is_shown() -> None:
    """A name cannot make another column look different."""
    assert harmless("a\u202eb") == "a[U+202E]b"
