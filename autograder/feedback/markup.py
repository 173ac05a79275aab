"""Markdown and code of a notebook as safe HTML.

Raw HTML in Markdown is shown as text, links lead to web and mail addresses only, pictures come from the notebook itself, and
headings continue the page's outline. Long cells are shown as plain text: a page must render in bounded time.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any, Literal

import mistune
import pygments  # type: ignore[import-untyped]  # ships no types
from markupsafe import Markup, escape
from mistune.plugins.math import math
from mistune.plugins.table import table
from pygments.formatters.html import HtmlFormatter  # type: ignore[import-untyped]  # ships no types
from pygments.lexers.python import PythonLexer  # type: ignore[import-untyped]  # ships no types

from autograder.feedback import images
from autograder.feedback.mathml import formula
from autograder.feedback.text import visible

_MARKDOWN_CHARS = 20_000  # of one cell
_PAGE_CHARS = 200_000  # of one page, Markdown and code together
_NARROW = 36  # characters of code that fit a phone
_SHORT_FORMULA = 30  # characters of LaTeX that fit a phone
_LINKS = ("http://", "https://", "mailto:")


def scroll_box(inside: Markup, label: str, wide: bool, kind: str, tag: Literal["div", "span"] = "div") -> Markup:
    """``inside`` in a box that scrolls sideways; the keyboard reaches it only where it is ``wide``.

    Args:
        label: what the box holds, for screen readers.
        kind: CSS class.
        tag: ``span`` where the box may stand inside a paragraph.
    """
    focus = Markup(' tabindex="0" role="group" aria-label="{}"').format(label) if wide else Markup()
    return Markup('<{0} class="scroll {1}"{2}>{3}</{0}>').format(tag, kind, focus, inside)


def is_wide(text: str) -> bool:
    """Whether a line of ``text``, set in a fixed-width font, may be wider than a phone."""
    longest = max(text.expandtabs().split("\n"), key=len)
    return len(longest) * (1 if text.isascii() else 2) > _NARROW


class Writer:
    """Writes the cells of one page: keeps the outline of headings and a budget for the work of highlighting.

    Args:
        top: heading level that a ``#`` heading of the notebook gets on the page.
    """

    def __init__(self, top: int = 3) -> None:
        self._top = top
        self._level = top - 1
        self._left = _PAGE_CHARS

    def heading_level(self, wanted: int) -> int:
        """The page's level for a notebook heading: below ``top``, never skipping a level, at most 6."""
        self._level = min(wanted + self._top - 1, self._level + 1, 6)
        return self._level

    def markdown(self, source: str, where: str, attachments: Mapping[str, Any] | None = None) -> Markup:
        """``source`` as HTML; ``where`` names the cell for screen readers."""
        source = visible(source)
        if len(source) > _MARKDOWN_CHARS or not self._afford(source):
            return _as_source(source)
        if attachments:
            return _written(self, source, where, attachments)
        html, self._level, spent = _written_alone(source, where, self._top, self._level)
        self._left -= spent
        return html

    def code(self, source: str, label: str) -> Markup:
        """Python ``source`` with its syntax coloured, in a box that scrolls sideways."""
        source = visible(source).strip("\n")
        shown = _highlighted(source) if self._afford(source) else escape(source)
        return scroll_box(Markup("<pre><code>{}</code></pre>").format(shown), label, is_wide(source), "code")

    def _afford(self, source: str) -> bool:
        self._left -= len(source)
        return self._left >= 0


def _written(writer: Writer, source: str, where: str, attachments: Mapping[str, Any]) -> Markup:
    try:
        renderer = _Renderer(writer, where, attachments)
        read = mistune.create_markdown(renderer=renderer, plugins=[math, table, "strikethrough"])
        return Markup(read(source))  # noqa: S704  # the renderer escapes all text
    except RecursionError:  # nested too deeply for mistune
        return _as_source(source)


@functools.lru_cache(maxsize=512)
def _written_alone(source: str, where: str, top: int, level: int) -> tuple[Markup, int, int]:
    """HTML of Markdown without attachments, the outline's level after it, and the characters of code highlighted in it.

    Kept, because most cells are the instructor's and stand at the same place in every submission.
    """
    writer = Writer(top)
    writer._level = level
    html = _written(writer, source, where, {})
    return html, writer._level, _PAGE_CHARS - writer._left


def _as_source(source: str) -> Markup:
    return Markup('<p class="source">{}</p>').format(source)


@functools.lru_cache(maxsize=256)
def _highlighted(source: str) -> Markup:
    shown = pygments.highlight(source, PythonLexer(stripnl=False, ensurenl=False), HtmlFormatter(nowrap=True))
    return Markup(shown.rstrip("\n"))  # noqa: S704  # pygments escapes what it wraps


class _Renderer(mistune.HTMLRenderer):
    """mistune's HTML with raw HTML as text and the page's own headings, links, pictures, code, tables and formulas."""

    def __init__(self, writer: Writer, where: str, attachments: Mapping[str, Any]) -> None:
        super().__init__(escape=True)
        self._writer = writer
        self._where = where
        self._attachments = attachments

    def heading(self, text: str, level: int, **attrs: Any) -> str:
        if not Markup(text).striptags().strip():  # noqa: S704  # read, not shown
            return ""
        level = self._writer.heading_level(level)
        return f"<h{level}>{text}</h{level}>\n"

    def link(self, text: str, url: str, title: str | None = None) -> str:
        if not url.lower().startswith(_LINKS):
            return f"<span>{text}</span>"
        shown = Markup(text) if Markup(text).striptags().strip() or "<img" in text else url  # noqa: S704  # rendered by this class
        return str(Markup('<a href="{}" rel="noopener noreferrer nofollow">{}</a>').format(url, shown))

    def image(self, text: str, url: str, title: str | None = None) -> str:
        alt = Markup(text).striptags() or f"Picture without a description in {self._where}"  # noqa: S704  # escaped below
        picture = images.from_data_url(url) or self._attached(url)
        if picture is None:
            return str(Markup('<span class="note">[picture not shown: {}]</span>').format(alt))
        return str(
            Markup('<img src="{}" width="{}" height="{}" alt="{}">').format(picture.url, picture.width, picture.height, alt)
        )

    def _attached(self, url: str) -> images.Image | None:
        found = self._attachments.get(url.removeprefix("attachment:")) if url.startswith("attachment:") else None
        bodies = [body for body in found.values() if isinstance(body, str)] if isinstance(found, Mapping) else []
        return next(filter(None, map(images.from_base64, bodies)), None)

    def inline_html(self, html: str) -> str:
        return "<br>" if html.lower() in ("<br>", "<br/>", "<br />") else str(escape(html))

    def block_html(self, html: str) -> str:
        return str(Markup('<p class="source">{}</p>').format(html.strip("\n")))

    def block_code(self, code: str, info: str | None = None) -> str:
        if info and info.split()[0].lower() in ("python", "py", "python3"):
            return str(self._writer.code(code, f"Code in {self._where}"))
        shown = Markup("<pre><code>{}</code></pre>").format(code.rstrip("\n"))
        return str(scroll_box(shown, f"Code in {self._where}", is_wide(code), "code"))

    def table(self, text: str) -> str:
        inside = Markup(f"<table>\n{text}</table>")  # noqa: S704  # rendered by this class
        return str(scroll_box(inside, f"Table in {self._where}", wide=True, kind="table"))

    def table_cell(self, text: str, align: str | None = None, head: bool = False) -> str:
        side = f' class="{align}"' if align in ("left", "center", "right") else ""
        if head and text.strip():
            return f'<th scope="col"{side}>{text}</th>\n'
        return f"<td{side}>{text}</td>\n"

    def inline_math(self, text: str) -> str:
        if len(text) <= _SHORT_FORMULA:
            return str(formula(text))
        return str(scroll_box(formula(text), f"Formula in {self._where}", wide=True, kind="inline", tag="span"))

    def block_math(self, text: str) -> str:
        wide = len(text) > _SHORT_FORMULA
        return f"{scroll_box(formula(text, 'block'), f'Formula in {self._where}', wide, 'formula', 'span')}\n"
