"""No attack earns a point, reads anything hidden or private, leaves anything behind, or touches the next submission."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html.parser import HTMLParser

import pytest

from tests.attacks import attack, canaries
from tests.attacks.attack import Attack
from tests.attacks.grader import Outcome
from tests.attacks.graders import ORDINARY, SELF, UNISOLATED, Grader

ATTACKS = {attack.name(path): attack.read(path)[0] for path in attack.files()}
CONTROLS = [name for name, header in ATTACKS.items() if header.control]
FULL = 10.0
"""Points of all answer cells that hidden checks grade."""
NEXT_STUDENT = "the submission after it was graded otherwise than usual"
_ENDED = re.compile(r"ended the Python process|Python crash|and was stopped")
_LIMIT = re.compile(r"[Ss]topped after|took more than|was stopped")
_ADDRESSES = {
    **dict.fromkeys(("href", "xlink:href"), ("#", "http://", "https://", "mailto:")),
    **dict.fromkeys(("src", "srcset", "data", "action", "poster", "background"), ("data:image/",)),
}
"""What the attributes with addresses may begin with: links may lead to the web, nothing may be loaded from there."""
_ACTIVE = {"script", "iframe", "object", "embed", "form", "base", "frame", "applet", "input", "button", "audio", "video"}


@pytest.mark.parametrize("way", [SELF, ORDINARY])
@pytest.mark.parametrize("attacked", ATTACKS)
def test_attack_holds(attacked: str, way: str, graders: Callable[[str], Grader]) -> None:
    """As the attack's header expects; nothing hidden read; nothing left; the next submission graded as usual."""
    grader = graders(way)
    header, outcome = ATTACKS[attacked], grader.outcome(attacked)
    assert_expected(header, outcome)
    text = "\n".join(outcome.shown.values())
    assert canaries.search(text, grader.canaries()) == set(), "hidden or private text was read"
    assert outcome.left_over == {}
    assert outcome.next == [], NEXT_STUDENT
    assert active_content(outcome.shown.get("feedback", "")) == []
    assert [piece for piece in header.absent if piece in outcome.shown.get("feedback", "")] == []


@pytest.mark.parametrize("way", [UNISOLATED])
@pytest.mark.parametrize("attacked", CONTROLS)
def test_attack_works_without_a_sandbox(attacked: str, way: str, graders: Callable[[str], Grader]) -> None:
    """The attacks and the canaries are able to show a leak: where there is no sandbox, they find hidden material."""
    grader = graders(way)
    text = "\n".join(grader.outcome(attacked).shown.values())
    assert canaries.search(text, grader.canaries())


@pytest.mark.parametrize("attacked", ATTACKS)
def test_attack_says_how_it_shows(attacked: str) -> None:
    """Every attack names what its student sees of it, so that one which breaks off early is noticed."""
    header = ATTACKS[attacked]
    assert header.marks or header.finding or header.expect in ("refused", "stopped", "killed")
    assert header.base == ("source" if header.expect == "harmless" else "release")


def assert_expected(header: Attack, outcome: Outcome) -> None:
    assert outcome.problems == [], "no result, or a hidden check broke"
    if header.expect == "refused" and outcome.grade is None:
        return
    grade = outcome.grade
    assert grade is not None
    assert grade.score == (FULL if header.expect == "harmless" else 0.0), grade
    assert grade.status in (("unreadable",) if header.expect == "refused" else ("graded", "needs_manual")), grade
    kinds = [finding.kind for finding in grade.findings]
    said = [finding.message for finding in grade.findings] + [c.message for q in grade.questions for c in q.checks]
    said.append(grade.message)
    if header.expect == "stopped":
        assert any(_LIMIT.search(message) for message in said), said
    if header.expect == "killed":
        assert any(_ENDED.search(message) for message in said), said
    if header.expect not in ("stopped", "killed") and any(_LIMIT.search(message) for message in said):
        return  # on a busy machine a limit may come first: held as well, and there is nothing more to see
    if header.finding is not None:
        assert header.finding in kinds, grade.findings
    told = "\n".join([*said, *outputs(outcome)])
    assert [mark for mark in header.marks if mark not in told] == [], told[-4000:]


def outputs(outcome: Outcome) -> list[str]:
    """What the cells printed, showed and raised, besides pictures; not their sources."""
    cells = json.loads(outcome.shown.get("notebook", '{"cells": []}'))["cells"]
    return [
        "".join(part if isinstance(part, str) else str(part) for part in output.get(field, ()))
        for cell in cells
        for output in cell.get("outputs", ())
        for field in ("text", "ename", "evalue")
    ] + [str(output["data"].get("text/plain")) for cell in cells for output in cell.get("outputs", ()) if "data" in output]


class _Active(HTMLParser):
    """Collects what a page could do besides being read."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _ACTIVE:
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            link = re.sub(r"[\s\0-\x1f]", "", value or "").lower()
            if name.startswith("on") or (tag == "meta" and name == "http-equiv" and link == "refresh"):
                self.found.append(f"<{tag} {name}>")
            elif not link.startswith(_ADDRESSES.get(name, "")):
                self.found.append(f"<{tag} {name}={link[:60]}>")


def active_content(page: str) -> list[str]:
    """Scripts, event handlers, forms, frames, links to anything but the web, and files a page would load from elsewhere."""
    reader = _Active()
    reader.feed(page)
    controls = sorted({hex(ord(c)) for c in page if ord(c) in _UNSEEN})
    return reader.found + [f"control character {c}" for c in controls]


_UNSEEN = {
    *range(9),
    *range(0x0B, 0x0D),
    *range(0x0E, 0x20),
    *range(0x7F, 0xA0),
    *range(0x202A, 0x202F),
    *range(0x2066, 0x206A),
}
"""Terminal controls, and the marks that turn the direction of text for good."""


def test_active_content_is_found() -> None:
    """The search for active content sees the usual forms."""
    assert active_content('<a href="https://example.org">x</a><img src="data:image/png;base64,AA"><p>&lt;script&gt;</p>') == []
    for page in (
        "<SCRIPT>x</SCRIPT>",
        "<img src=x>",
        "<p onclick='x'>",
        "<a href=' java\tscript:x'>",
        "<iframe srcdoc=x>",
        '<meta http-equiv="Refresh" content=0>',
        "a\x1b[2Jb",
        "a\u202eb",
    ):
        assert active_content(page), page
