"""Text from a student, made harmless and readable before any format shows it.

Nothing here escapes for HTML except :func:`terminal_html`; a template or writer escapes where it shows the text.
"""

from __future__ import annotations

import re
from typing import TypeVar

import msgspec
from markupsafe import Markup, escape

T = TypeVar("T")

# Characters that reorder or hide the text around them ("Trojan Source"), beyond the ones that scripts and emoji need.
_BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_VISIBLE: dict[int, str] = {ord(char): f"[U+{ord(char):04X}]" for char in _BIDI}
_VISIBLE |= {code: chr(0x2400 + code) for code in range(0x20) if chr(code) not in "\n\t"}
_VISIBLE |= {0x7F: "\u2421"} | dict.fromkeys([*range(0x80, 0xA0), 0xFFFE, 0xFFFF], "\ufffd")
_SUSPECT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff" + _BIDI + "]")
_SURROGATE = re.compile("[\ud800-\udfff]")

_ESCAPE = re.compile(
    r"\x1b\[(?P<codes>[0-9;:]*)m"  # colours and weight
    r"|\x1b\[[0-?]*[ -/]*[@-~]"  # any other control sequence
    r"|\x1b[\]P^_X][^\x07\x1b]*(?:\x07|\x1b\\)?"  # window titles, hyperlinks and other strings for a terminal
    r"|\x1b[ -/]*[0-~]?"
)


def visible(text: str) -> str:
    """``text`` that any UTF-8 or XML 1.0 document can hold and that reads in the order in which it is stored.

    Control characters become their pictures (``␀``), characters that change the reading direction become ``[U+202E]``, lone
    surrogates become ``\ufffd``; line ends become ``\\n``.
    """
    if not _SUSPECT.search(text):
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _SURROGATE.sub("\ufffd", text).translate(_VISIBLE)


def visible_all(value: T) -> T:
    """``value`` (a struct of ``autograder.grade``, a tuple or a scalar) with every text in it made :func:`visible`."""
    if isinstance(value, str):
        return visible(value)  # type: ignore[return-value]  # a str is what T is here
    if isinstance(value, tuple):
        return tuple(visible_all(item) for item in value)  # type: ignore[return-value]  # T is a tuple of the same items
    if isinstance(value, msgspec.Struct):
        changed = {name: visible_all(getattr(value, name)) for name in value.__struct_fields__}
        return msgspec.structs.replace(value, **changed)
    return value


def clip(text: str, lines: int = 400, chars: int = 20_000) -> str:
    """The beginning and the end of a long text, with a line between them that says how much is left out."""
    rows = text.split("\n")
    if len(rows) > lines:
        head, tail = lines * 3 // 4, lines // 4
        text = "\n".join([*rows[:head], f"… {len(rows) - head - tail:,} lines left out …", *rows[-tail:]])
    if len(text) > chars:
        head, tail = chars * 3 // 4, chars // 4
        text = f"{text[:head]}\n… {len(text) - head - tail:,} characters left out …\n{text[-tail:]}"
    return text


def overwrite(text: str) -> str:
    """``text`` as a terminal leaves it after carriage returns and backspaces, so that a progress bar is one line."""
    if "\r" not in text and "\b" not in text:
        return text
    return "\n".join(_last_state(line) for line in text.replace("\r\n", "\n").split("\n"))


def _last_state(line: str) -> str:
    states = [state for state in line.split("\r") if state.strip("\b")]
    shown: list[str] = []
    for char in states[-1] if states else "":
        if char != "\b":
            shown.append(char)
        elif shown:
            shown.pop()
    return "".join(shown)


def plain(text: str) -> str:
    """``text`` without terminal escape sequences."""
    return visible(_ESCAPE.sub("", text))


def terminal_html(text: str) -> Markup:
    """Escaped HTML of terminal output: the eight colours and bold as ``<span class="t1 bold">``, other sequences dropped."""
    parts: list[str] = []
    colour, bold, start = "", False, 0
    for match in _ESCAPE.finditer(text):
        parts.append(_span(text[start : match.start()], colour, bold))
        start = match.end()
        if match["codes"] is not None:
            colour, bold = _style(match["codes"], colour, bold)
    parts.append(_span(text[start:], colour, bold))
    return Markup("").join(map(Markup, parts))


def _span(text: str, colour: str, bold: bool) -> str:
    if not text:
        return ""
    name = " ".join(filter(None, [colour, "bold" if bold else ""]))
    shown = escape(visible(text))
    return f'<span class="{name}">{shown}</span>' if name else str(shown)


def _style(codes: str, colour: str, bold: bool) -> tuple[str, bool]:
    """Colour class and weight after one ``ESC[…m``; colours beyond the sixteen named ones are left as they are."""
    numbers = [int(code) if code.isdigit() and len(code) < 4 else 0 for code in re.split("[;:]", codes)]
    while numbers:
        number = numbers.pop(0)
        if number == 0:
            colour, bold = "", False
        elif number in (1, 22):
            bold = number == 1
        elif number == 39:
            colour = ""
        elif 30 <= number <= 37 or 90 <= number <= 97:
            colour = f"t{number % 10}"
        elif number in (38, 48):  # 38;5;n and 38;2;r;g;b
            del numbers[: 2 if numbers[:1] == [5] else 4]
    return colour, bold
