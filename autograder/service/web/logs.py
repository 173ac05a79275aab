"""What the server never writes down: tokens, cookies, authorization codes, whoever they come by and wherever they stand.

Lines of requests hold no queries or headers anyway (:mod:`autograder.service.access_log`); this catches what an error message,
a traceback, a path or another package's line would give away.
"""

from __future__ import annotations

import logging
import re

__all__ = ["Redact", "guard_logs", "redact"]

_SECRETS = re.compile(
    r"ag[tsc](?:_|%5f)[\w%-]+"  # tokens, session cookies and CSRF tokens
    r"|eyJ[\w-]+\.[\w-]+\.[\w-]*"  # signed notes and ID tokens of single sign-on
    r"|(?<=bearer )[^\s,;\"']+|(?<=basic )[^\s,;\"']+"
    r"|(?<=[?&]code=)[^&\s\"']+|(?<=[?&]state=)[^&\s\"']+",
    re.IGNORECASE,
)
_CONTROL = {code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160)) if chr(code) != "\t"}
"""Callers must be able neither to begin a line of the log nor to steer the terminal that shows it."""


def redact(text: str) -> str:
    """``text`` with ``[secret]`` in place of each token, cookie and authorization code."""
    return _SECRETS.sub("[secret]", text)


class Redact(logging.Filter):
    """A handler's filter: takes secrets out of a record's message, traceback and stack."""

    def filter(self, record: logging.LogRecord) -> bool:
        try:
            message = record.getMessage()
        except (TypeError, ValueError):
            message = f"{record.msg} {record.args!r}"
        record.msg, record.args = redact(message).translate(_CONTROL), None
        if record.exc_info:
            record.exc_text = record.exc_text or logging.Formatter().formatException(record.exc_info)
            record.exc_info = None  # nobody formats it once more, with everything in it
        if record.exc_text:
            record.exc_text = redact(record.exc_text)
        if record.stack_info:
            record.stack_info = redact(record.stack_info)
        return True


def guard_logs() -> None:
    """Put the filter on every handler there is; call it once, after logging is set up.

    Records of all loggers pass it, because they all reach the root's handlers; a filter of a logger would see its own only.
    """
    for handler in logging.getLogger().handlers:
        handler.addFilter(Redact())
    for chatty in ("httpx", "httpcore"):  # they tell each address they call
        logging.getLogger(chatty).setLevel(logging.WARNING)
