"""What every page has in common: templates that escape, and a policy that lets nothing run and nothing be sent."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

import jinja2
from markupsafe import Markup

__all__ = ["STYLE", "environment", "style"]

STYLE = Path(__file__).parent / "templates" / "style.css"
"""The style sheet of all pages."""


def environment(templates: Path) -> jinja2.Environment:
    """The templates in a folder: escaped, and an undefined name is an error."""
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(templates),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
        auto_reload=False,
    )


def style(*sheets: Path, pictures: bool) -> tuple[Markup, str]:
    """The style sheets in one, and the Content-Security-Policy that allows it by its hash.

    ``pictures``: allow ``data:`` pictures too.
    """
    css = "".join(sheet.read_text(encoding="utf-8") for sheet in sheets)
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    allowed = f"style-src 'sha256-{digest}'; " + ("img-src data:; " if pictures else "")
    policy = f"default-src 'none'; {allowed}base-uri 'none'; form-action 'none'"
    return Markup(css), policy  # noqa: S704  # package data, and </style> does not occur in it
