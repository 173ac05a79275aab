"""The executed notebook as a list of cells that a template can show: safe HTML, shortened outputs, checked pictures.

Much lighter than nbconvert's HTML exporter, whose page carries 300 kB of styles and scripts, trusts HTML outputs and headings'
levels, and takes over a second when cold. Only text, PNG and JPEG outputs, Markdown and LaTeX are shown; HTML, SVG, JavaScript
and widgets are replaced by their text form with a note.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from markupsafe import Markup

from autograder.feedback import images
from autograder.feedback.markup import Writer, is_wide, scroll_box
from autograder.feedback.mathml import formula
from autograder.feedback.text import clip, overwrite, plain, terminal_html, visible

_LONG = 30  # lines of an output that is folded away at first
_PAGE_OUTPUT = 2_000_000  # characters of text outputs on one page

_NOTHING = Markup()
OutputKind = Literal["text", "stderr", "error", "picture", "markup"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """One output of a code cell; ``note`` says what is not shown."""

    kind: OutputKind
    html: Markup = _NOTHING
    picture: images.Image | None = None
    alt: str = ""
    title: str = ""
    """For an error: its class and message, in one line."""
    lines: int = 0
    note: str = ""

    @property
    def folded(self) -> bool:
        return self.kind == "error" or self.lines > _LONG


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell; ``number`` is its 1-based position, ``grade_id`` is empty for a cell without one."""

    number: int
    kind: Literal["code", "markdown", "raw"]
    grade_id: str
    html: Markup
    outputs: tuple[Output, ...] = ()

    @property
    def anchor(self) -> str:
        return f"cell-{self.number}"


def shown_cells(notebook: Mapping[str, Any]) -> tuple[Cell, ...]:
    """The cells of an executed notebook that have something to show, in order.

    Args:
        notebook: nbformat 4; metadata and outputs may hold anything, since student code wrote them.
    """
    writer, budget = Writer(), _Budget(_PAGE_OUTPUT)
    return tuple(
        _cell(number, cell, writer, budget)
        for number, cell in enumerate(notebook["cells"], start=1)
        if _text(cell.get("source")).strip() or cell.get("outputs")
    )


class _Budget:
    def __init__(self, chars: int) -> None:
        self._left = chars

    def cut(self, text: str) -> str:
        """``text``, shortened to what one output and the page may still show."""
        if self._left <= 0:
            return "(not shown: this page already holds a great deal of output)"
        text = clip(text)
        self._left -= len(text)
        return text


def _cell(number: int, cell: Mapping[str, Any], writer: Writer, budget: _Budget) -> Cell:
    source, where = _text(cell.get("source")), f"cell {number}"
    grade_id = visible(_text(_below(cell, "metadata", "nbgrader", "grade_id")))
    kind = cell.get("cell_type")
    if kind == "markdown":
        attachments = cell.get("attachments")
        html = writer.markdown(source, where, attachments if isinstance(attachments, Mapping) else None)
        return Cell(number=number, kind="markdown", grade_id=grade_id, html=html)
    if kind != "code":
        html = Markup('<p class="source">{}</p>').format(visible(clip(source)))
        return Cell(number=number, kind="raw", grade_id=grade_id, html=html)
    alt = visible(_text(_below(cell, "metadata", "autograder", "alt")))
    outputs = tuple(_outputs(_merged(cell.get("outputs")), where, alt, writer, budget))
    return Cell(number=number, kind="code", grade_id=grade_id, html=writer.code(source, f"Code of {where}"), outputs=outputs)


def _merged(outputs: Any) -> list[Mapping[str, Any]]:
    """The outputs, with text that was written piece by piece to one stream joined."""
    joined: list[dict[str, Any]] = []
    for output in outputs if isinstance(outputs, Sequence) else ():
        if not isinstance(output, Mapping):
            continue
        same = joined and output.get("output_type") == "stream" == joined[-1].get("output_type")
        if same and output.get("name") == joined[-1].get("name"):
            joined[-1]["pieces"].append(_text(output.get("text")))
        else:
            joined.append({**output, "pieces": [_text(output.get("text"))]})
    return list(joined)


def _outputs(outputs: list[Mapping[str, Any]], where: str, alt: str, writer: Writer, budget: _Budget) -> Iterator[Output]:
    for number, output in enumerate(outputs, start=1):
        kind = output.get("output_type")
        if kind == "stream":
            yield from _printed(
                "".join(output["pieces"]), "stderr" if output.get("name") == "stderr" else "text", where, budget
            )
        elif kind == "error":
            yield _error(output, where, budget)
        elif isinstance(output.get("data"), Mapping):
            described = alt or f"Picture drawn by {where}" + (f", output {number}" if len(outputs) > 1 else "")
            yield from _displayed(output["data"], where, described, writer, budget)


def _printed(text: str, kind: OutputKind, where: str, budget: _Budget, note: str = "") -> Iterator[Output]:
    text = budget.cut(overwrite(text).strip("\n"))
    if text.strip() or note:
        yield Output(kind=kind, html=_pre(text, f"Output of {where}"), lines=text.count("\n") + 1, note=note)


def _error(output: Mapping[str, Any], where: str, budget: _Budget) -> Output:
    frames = output.get("traceback")
    lines = [_text(line) for line in frames] if isinstance(frames, Sequence) and not isinstance(frames, str) else []
    name, value = plain(_text(output.get("ename"))), plain(_text(output.get("evalue")))
    title = clip(" ".join(f"{name}: {value}".split()), chars=300) if value else name
    text = budget.cut("\n".join(lines))
    shown = _pre(text, f"Traceback of {where}") if text.strip() else Markup()
    return Output(kind="error", title=title or "Error", html=shown, lines=text.count("\n") + 1)


def _displayed(data: Mapping[str, Any], where: str, alt: str, writer: Writer, budget: _Budget) -> Iterator[Output]:
    """The best safe form of a rich output."""
    for mime in ("image/png", "image/jpeg"):
        picture = images.from_base64(_text(data.get(mime)))
        if picture:
            yield Output(kind="picture", picture=picture, alt=alt)
            return
    text = _text(data.get("text/plain"))
    active = sorted(visible(str(mime)) for mime in data if not str(mime).startswith("text/plain"))
    if isinstance(data.get("text/markdown"), (str, list)):
        yield Output(kind="markup", html=writer.markdown(_text(data["text/markdown"]), f"the output of {where}"))
    elif isinstance(data.get("text/latex"), (str, list)):
        source = _text(data["text/latex"]).strip().strip("$")
        yield Output(
            kind="markup", html=scroll_box(formula(source, "block"), f"Formula of {where}", is_wide(source), "formula")
        )
    else:
        note = f"This page shows text and pictures only; left out here: {clip(', '.join(active), chars=200)}." if active else ""
        yield from _printed(text, "text", where, budget, note)


def _pre(text: str, label: str) -> Markup:
    return scroll_box(Markup("<pre>{}</pre>").format(terminal_html(text)), label, is_wide(plain(text)), "printed")


def _text(value: Any) -> str:
    """``value`` as text: a string, or the list of lines that notebook files hold; anything else is empty."""
    if isinstance(value, str):
        return value
    if isinstance(value, Sequence) and all(isinstance(line, str) for line in value):
        return "".join(value)
    return ""


def _below(value: Any, *keys: str) -> Any:
    for key in keys:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value
