"""The server's log: lines on standard error, with the process they come from. It never holds a token, a cookie or a query."""

from __future__ import annotations

import logging
import sys

__all__ = ["log_to_stderr"]


def log_to_stderr(title: str) -> None:
    """Log what the server says, and of its libraries their warnings only."""
    logging.basicConfig(level=logging.WARNING, format=f"%(asctime)s {title}: %(message)s", stream=sys.stderr)
    logging.getLogger("autograder").setLevel(logging.INFO)
