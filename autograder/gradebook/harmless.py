"""Student content in a form that is safe to show in formgrader and in nbgrader's feedback.

Both put Markdown and HTML of the submission into the page as they are, Markdown even with nbconvert's ``sanitize_html`` set.
Formgrader's page may use everything the instructor's Jupyter server offers, so a ``<script>`` there could read hidden checks
and change scores. Therefore the ``autograded/`` copy holds nothing active: Markdown with raw HTML or script links is shown as
its source, and of each output only text, LaTeX and bitmap images are kept.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from typing import Any

from nbformat import NotebookNode, from_dict

__all__ = ["harmless_cell", "harmless_line", "new_cell"]

_MARKDOWN_LIMIT = 20_000
"""Characters; longer text is not parsed (the parser's time grows faster than the text) but shown as its source."""
_SHOWN = ("text/plain", "text/latex", "image/png", "image/jpeg")


def harmless_cell(cell: NotebookNode, trusted: frozenset[str]) -> NotebookNode:
    """A new cell of the same type with what may be shown of ``cell``: source and outputs, no metadata, no id of its own.

    Markdown cells whose source is in ``trusted`` (texts of the instructor) keep their HTML.
    """
    source = _text(cell.source)
    if cell.cell_type == "code":
        count = cell.get("execution_count")
        count = count if type(count) is int else None
        return new_cell("code", source, execution_count=count, outputs=list(_outputs(cell.get("outputs", ()))))
    if cell.cell_type == "raw":
        return new_cell("raw", source)  # nbconvert cleans these itself
    attachments = _attachments(cell)
    shown = new_cell("markdown", _markdown(source, attachments, source in trusted))
    if attachments:
        shown["attachments"] = attachments
    return shown


def new_cell(kind: str, source: str, **fields: Any) -> NotebookNode:
    """A cell of nbformat 4.5; its id is for the notebook to set. nbformat's functions validate each cell: slow."""
    own: dict[str, Any] = {"execution_count": None, "outputs": []} if kind == "code" else {}
    return NotebookNode(from_dict({"cell_type": kind, "id": "cell", "metadata": {}, "source": source, **own, **fields}))


def harmless_line(text: str) -> str:
    """``text`` on one line without control characters, as Markdown; as a code span where that would be active."""
    line = "".join(char for char in " ".join(text.split()) if char.isprintable())
    if _is_harmless(line, {}):
        return line
    return "`" + line.replace("`", "'") + "`"


def _markdown(source: str, attachments: dict[str, Any], trusted: bool) -> str:
    if not source.strip() or _is_harmless(source, attachments, trusted):
        return source
    ticks = max((len(run) for run in re.findall("`+", source)), default=0)
    fence = "`" * max(3, ticks + 1)
    return f"{fence}\n{source}\n{fence}"


def _is_harmless(source: str, attachments: dict[str, Any], trusted: bool = False) -> bool:
    """Whether nbconvert renders ``source`` to the same HTML when raw HTML and script links are forbidden."""
    if len(source) > _MARKDOWN_LIMIT:
        return False
    return _renders_alike(source, attachments, trusted) if attachments else _renders_alike_alone(source, trusted)


@functools.lru_cache(maxsize=1024)
def _renders_alike_alone(source: str, trusted: bool) -> bool:
    """Most Markdown cells are the instructor's, the same in every submission."""
    return _renders_alike(source, {}, trusted)


def _renders_alike(source: str, attachments: dict[str, Any], trusted: bool) -> bool:
    from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

    strict = IPythonRenderer(escape=False, allow_harmful_protocols=None, attachments=attachments)
    for rule in ("inline_html", "block_html", "block_mermaidjs"):  # the three that pass the student's text on unescaped
        setattr(strict, rule, strict.escape_html)
    try:
        shown = MarkdownWithMath(renderer=IPythonRenderer(escape=False, attachments=attachments)).render(source)
        return trusted or shown == MarkdownWithMath(renderer=strict).render(source)
    except Exception:  # a missing attachment, say: whatever the renderer raises would stop nbgrader's feedback as well
        return False


def _attachments(cell: NotebookNode) -> dict[str, Any]:
    """Bitmap attachments of a Markdown cell: ``{file name: {MIME type: base64 text}}``."""
    kept: dict[str, Any] = {}
    for name, bundle in dict(cell.get("attachments") or {}).items():
        images = {mime: data for mime, data in dict(bundle).items() if mime in _SHOWN and mime.startswith("image/")}
        if images:
            kept[name] = images
    return kept


def _outputs(outputs: Iterable[NotebookNode]) -> Iterable[NotebookNode]:
    """Outputs made anew from their text and bitmap parts; others (HTML, SVG, JavaScript, widgets) are left out."""
    for output in outputs:
        kind = output.output_type
        if kind == "stream":
            name = "stderr" if output.get("name") == "stderr" else "stdout"
            yield from_dict({"output_type": kind, "name": name, "text": _text(output.get("text", ""))})
        elif kind == "error":
            lines = [_text(line) for line in output.get("traceback", ())]
            said = {"ename": _text(output.get("ename")), "evalue": _text(output.get("evalue"))}
            yield from_dict({"output_type": kind, **said, "traceback": lines})
        elif kind in ("display_data", "execute_result"):
            data = {mime: _text(value) for mime, value in output.get("data", {}).items() if mime in _SHOWN}
            if data:
                sizes = _sizes(output.get("metadata", {}))
                yield from_dict({"output_type": "display_data", "data": data, "metadata": sizes})


def _sizes(metadata: dict[str, Any]) -> dict[str, Any]:
    sizes: dict[str, Any] = {}
    for mime in ("image/png", "image/jpeg"):
        given = metadata.get(mime)
        if isinstance(given, dict):
            sizes[mime] = {key: given[key] for key in ("width", "height") if type(given.get(key)) is int}
    return sizes


def _text(value: Any) -> str:
    """``value`` as text that can be written as UTF-8; JSON may hold half a character, and lists of lines."""
    text = "".join(map(str, value)) if isinstance(value, list) else str("" if value is None else value)
    return text.encode(errors="replace").decode()
