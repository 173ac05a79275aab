"""The search finds a canary in every disguise, and only then."""

from __future__ import annotations

import base64
import codecs
from collections.abc import Callable

import pytest

from tests.attacks import canaries

DISGUISES: dict[str, Callable[[str], str]] = {
    "as it is": lambda word: f"<p>{word}</p>",
    "in capitals": str.upper,
    "reversed": lambda word: word[::-1],
    "hexadecimal": lambda word: word.encode().hex(":"),
    "as bytes": lambda word: str([ord(c) for c in word]),
    "base32": lambda word: base64.b32encode(word.encode()).decode(),
    "base64": lambda word: base64.b64encode(b"a" + word.encode()).decode(),
    "base64, one further": lambda word: base64.b64encode(b"ab" + word.encode()).decode(),
    "base64 in lines": lambda word: base64.encodebytes(b"abc" * 30 + word.encode()).decode(),
    "rot13": lambda word: codecs.encode(word, "rot13"),
    "letter by letter": "\n".join,
}


@pytest.mark.parametrize("disguise", DISGUISES)
def test_disguised_canary_is_found(disguise: str) -> None:
    words = {"here": canaries.word(), "elsewhere": canaries.word()}
    text = f"some output\n{DISGUISES[disguise](words['here'])}\nmore output"
    assert canaries.search(text, words) == {"here"}


def test_text_without_canary_is_clean() -> None:
    words = {"here": canaries.word()}
    assert canaries.search("canary 0123456789abcdef and a cat" * 50, words) == set()
