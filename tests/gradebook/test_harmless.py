"""Student content must not become active in nbgrader's pages."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import pytest
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat import v4

from autograder.gradebook.harmless import harmless_cell, harmless_line

ACTIVE_MARKDOWN = [
    "<script>alert(1)</script>",
    "text <img src=x onerror=alert(1)> text",
    "[click](javascript:alert(1))",
    "[click](JaVaScRiPt:alert(1))",
    "[click](&#106;avascript:alert(1))",
    "[click](java%73cript:alert(1))",
    "[click](<java\tscript:alert(1)>)",
    "<javascript:alert(1)>",
    "[a][b]\n\n[b]: vbscript:alert(1)",
    "![x](data:text/html;base64,PHNjcmlwdD4=)",
    "```mermaid\n</pre><script>alert(1)</script>\n```",
    "```\n```\n<script>alert(1)</script>",
    "$$a$$<svg onload=alert(1)>",
    "\\begin{x}<script>alert(1)</script>\\end{x}<script>alert(1)</script>",
    "# <script>alert(1)</script>",
    "- [ ] <iframe src=javascript:alert(1)>",
    "a | b\n--|--\n<script>alert(1)</script> | x",
    "<!-- --><script>alert(1)</script>",
    "<div class=nbgrader_cell>",
    "term\n: <style>*{display:none}</style>",
]
PLAIN_MARKDOWN = [
    "# Heading\n\nSome *emphasis*, `code <b>`, a [link](https://example.org/?a=1&b=2) and $x < y$.",
    "$$\\sum_{i<n} x_i > 0$$",
    '1 < 2 & 3 > 2, &auml; "quoted"',
    "```python\nprint('<script>')\n```",
    "````\n<b>\n```\n<script>alert(1)</script>",
    "- a\n- b\n\n| a | b |\n|---|---|\n| 1 | 2 |",
    "",
]


class _Page(HTMLParser):
    """Collects what could act: elements beyond nbconvert's own, event handlers, and links other than to web pages."""

    inline = frozenset({"a", "em", "strong", "code", "span", "img", "br", "del", "input"})
    block = frozenset({"p", "pre", "div", "ul", "ol", "li", "hr", "h1", "h2", "h3", "dl", "dt", "dd"})
    table = frozenset({"table", "thead", "tbody", "tr", "th", "td"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.active: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.inline | self.block | self.table:
            self.active.append(tag)
        for name, value in attrs:
            if name.startswith("on") or (name == "class" and value == "nbgrader_cell"):
                self.active.append(name)
            if name in ("href", "src") and not str(value).startswith(("https://", "#", "data:image/png;")):
                self.active.append(f"{name}={value}")


def rendered(source: str, **options: Any) -> str:
    """HTML as nbgrader's templates make it."""
    return MarkdownWithMath(renderer=IPythonRenderer(escape=False, **options)).render(source)


@pytest.mark.parametrize("source", ACTIVE_MARKDOWN)
def test_active_markdown_is_shown_as_its_source(source: str) -> None:
    """nbgrader would make it active; what is written instead is not, and still shows the student's text."""
    assert _Page(rendered(source)).active, "the payload tests nothing"
    shown = harmless_cell(v4.new_markdown_cell(source), frozenset())
    assert _Page(rendered(shown.source)).active == []
    assert source in shown.source


@pytest.mark.parametrize("source", PLAIN_MARKDOWN)
def test_plain_markdown_is_left_alone(source: str) -> None:
    """Formulas, code, tables and web links need no rewriting."""
    assert harmless_cell(v4.new_markdown_cell(source), frozenset()).source == source


def test_instructors_html_stays() -> None:
    """A text of the instructor keeps its HTML; the same HTML in another text does not."""
    text = "Add <b>numbers</b>."
    assert harmless_cell(v4.new_markdown_cell(text), frozenset({text})).source == text
    assert harmless_cell(v4.new_markdown_cell(text + " "), frozenset({text})).source != text + " "


def test_bitmap_attachments_stay_and_missing_ones_do_not_stop_nbgrader() -> None:
    """An attached PNG is shown; an SVG, or an attachment that is not there, leaves the text as its source."""
    cell = v4.new_markdown_cell("![x](attachment:a.png)", attachments={"a.png": {"image/png": "iVBORw0="}})
    shown = harmless_cell(cell, frozenset())
    assert shown == v4.new_markdown_cell(cell.source, attachments=cell.attachments, id=shown.id)
    cell.attachments = {"a.png": {"image/svg+xml": "PHN2Zz4="}}
    for trusted in (frozenset(), frozenset({cell.source})):
        assert rendered(harmless_cell(cell, trusted).source).startswith("<pre>")


def test_enormous_text_is_not_parsed() -> None:
    """Beyond the limit the text is shown as its source, whatever it holds."""
    source = "a" * 20_001
    assert harmless_cell(v4.new_markdown_cell(source), frozenset()).source == f"```\n{source}\n```"


def test_outputs_keep_text_and_bitmaps_only() -> None:
    """Streams, errors, plain text and PNG stay with their size; HTML, SVG, JavaScript and widgets go, metadata too."""
    cell = v4.new_code_cell(
        "x",
        execution_count=2,
        metadata={"tags": ["a"]},
        outputs=[
            v4.new_output("stream", name="stderr", text="careful <b>\n"),
            v4.new_output("error", ename="E", evalue="<i>", traceback=["<u>"]),
            v4.new_output(
                "execute_result",
                execution_count=2,
                data={
                    "text/html": "<b>",
                    "text/plain": "<frame>",
                    "image/svg+xml": "<svg/>",
                    "application/javascript": "x",
                },
            ),
            v4.new_output("display_data", data={"text/html": "<script>alert(1)</script>"}),
            v4.new_output(
                "display_data",
                data={"image/png": "iVBORw0="},
                metadata={"image/png": {"width": 9, "height": "1 onload=x"}, "filenames": {"image/png": "https://evil"}},
            ),
        ],
    )
    shown = harmless_cell(cell, frozenset())
    assert shown.metadata == {}
    assert shown.execution_count == 2
    assert shown.outputs == [
        v4.new_output("stream", name="stderr", text="careful <b>\n"),
        v4.new_output("error", ename="E", evalue="<i>", traceback=["<u>"]),
        v4.new_output("display_data", data={"text/plain": "<frame>"}),
        v4.new_output("display_data", data={"image/png": "iVBORw0="}, metadata={"image/png": {"width": 9}}),
    ]


def test_half_characters_are_replaced() -> None:
    """A lone surrogate, which JSON allows, does not stop the writing of the file."""
    cell = v4.new_code_cell("'\ud800'", outputs=[v4.new_output("stream", text="a\udfff")])
    v4.writes(v4.new_notebook(cells=[harmless_cell(cell, frozenset())])).encode()
    harmless_line("\ud800").encode()


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("values differ in\n 12 of 35 places", "values differ in 12 of 35 places"),
        ("`conv2d` is not defined", "`conv2d` is not defined"),
        ("<script>alert(1)</script>", "`<script>alert(1)</script>`"),
        ("[a](javascript:b) ` <b>", "`[a](javascript:b) ' <b>`"),
        ("a\x00b\x1b[31m\u202ec", "ab[31mc"),
    ],
)
def test_a_line_is_one_harmless_line(text: str, line: str) -> None:
    """Messages, which may quote a student, are one line without control characters, in a code span when active."""
    assert harmless_line(text) == line
    assert _Page(rendered(line)).active == []
