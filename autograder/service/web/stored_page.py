"""A stored feedback page as the server shows it: with a way back, and nothing on it may do anything."""

from __future__ import annotations

import html
import re

from markupsafe import Markup

__all__ = ["policy", "with_way_back"]

_META = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')
_HEADER = '<header class="banner">'
_NOTHING = "default-src 'none'"


def policy(page: str) -> str:
    """The Content-Security-Policy to send with a page: its own, which allows its style by hash, in a sandbox.

    The sandbox takes the page out of our origin: no script, no form, no cookie, whatever the page holds.
    """
    head = page.partition("<style>")[0]
    own = _META.search(head)
    return f"{html.unescape(own[1]) if own is not None else _NOTHING}; frame-ancestors 'none'; sandbox"


def with_way_back(page: str, target: str, text: str) -> str:
    """The page with a link to ``target`` before its heading."""
    link = Markup('<nav class="way-back" aria-label="Way back"><a href="{}">{}</a></nav>\n').format(target, text)
    return page.replace(_HEADER, f"{link}{_HEADER}", 1)
