"""LaTeX formulas as MathML, which browsers draw and screen readers read without a script.

latex2mathml builds the tree; its own serialiser leaves the text of ``\\text{…}`` unescaped, so the tree is written here, with
an allow-list of elements and attributes. A formula it cannot read, or one that is too long, stays as its source.
"""

from __future__ import annotations

import functools
import html
import re
from typing import Literal
from xml.etree.ElementTree import Element

from latex2mathml.converter import convert_to_element
from markupsafe import Markup, escape

from autograder.feedback.text import visible

_MAX_CHARS = 1_000
_MAX_DEPTH = 60
_TAG = re.compile(
    "math|m(row|i|n|o|text|space|frac|sqrt|root|sub|sup|subsup|over|under|underover|table|tr|td|style|padded|phantom)"
)
_WORD = re.compile(r"[a-z-]{1,20}\Z")
_SPACE = re.compile(r"-?[0-9]?(\.[0-9]{1,4})?em\Z")  # below 10 em
_ATTRIBUTES = {
    **dict.fromkeys(
        ("stretchy", "fence", "form", "accent", "accentunder", "mathvariant", "displaystyle", "columnalign"), _WORD
    ),
    **dict.fromkeys(("width", "lspace", "rspace"), _SPACE),
}


@functools.lru_cache(maxsize=1024)
def formula(source: str, display: Literal["inline", "block"] = "inline") -> Markup:
    """``source`` (LaTeX without its ``$``) as a ``<math>`` element, or as ``<code>`` where it is no readable formula."""
    source = visible(source).strip()
    if 0 < len(source) <= _MAX_CHARS:
        try:
            return Markup(_written(convert_to_element(source, display=display), display))  # noqa: S704  # escaped in _written
        except (Exception, RecursionError):  # noqa: S110  # student text: any failure of the reader means "show the source"
            pass
    return Markup('<code class="math">{}</code>').format(source)


def _written(node: Element, display: str, depth: int = 0) -> str:
    if depth > _MAX_DEPTH:
        raise ValueError("nested too deeply")
    inside = str(escape(visible(html.unescape(node.text or ""))))
    inside += "".join(_written(child, display, depth + 1) for child in node)
    if not _TAG.fullmatch(node.tag):
        return inside
    given = "".join(
        f' {name}="{value}"' for name, value in node.attrib.items() if name in _ATTRIBUTES and _ATTRIBUTES[name].match(value)
    )
    if node.tag == "math":
        given = f' display="{display}"'
    return f"<{node.tag}{given}>{inside}</{node.tag}>"
