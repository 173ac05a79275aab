"""Requests to the server: with time limits, tried again while that makes sense, and its refusals as known errors.

A request is tried again after a broken connection and after 408, 429, 502, 503 and 504, with growing pauses, until its patience
ends. So every request made here must be one that may arrive twice: reading, and submitting under an idempotency key.
"""

from __future__ import annotations

import http.client
import random
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from typing import IO, Any, NamedTuple
from urllib.parse import urlsplit

import msgspec

from autograder import __version__
from autograder.client.settings import Connection, is_local
from autograder.errors import InfrastructureError, UsageError

__all__ = ["Answer", "Rejected", "Transport", "plain"]

_AGAIN = frozenset((408, 429, 502, 503, 504))
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 10.0
_LARGE = 8 * 1024 * 1024
"""Bytes of a request that a server may cut off for their number."""
_LARGEST = 256 * 1024 * 1024
"""Bytes read of one answer."""


class Rejected(UsageError):
    """The server said no.

    Attributes:
        status: the HTTP status, 400 to 499.
        code: the server's word for why, e.g. ``no_attempts``; empty where it gave none.
    """

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code = status, code


class Answer(NamedTuple):
    """A successful answer. The names of ``headers`` are in small letters."""

    status: int
    headers: Mapping[str, str]
    data: bytes


class _Error(msgspec.Struct, frozen=True):
    code: str = ""
    message: str = ""


class _ErrorBody(msgspec.Struct, frozen=True):
    error: _Error = _Error()


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect would carry the token to an address that nobody checked."""

    def redirect_request(self, req: Any, fp: IO[bytes], code: int, msg: str, headers: Any, newurl: str) -> None:
        return None


class Transport:
    """Requests to one server."""

    def __init__(
        self,
        connection: Connection,
        *,
        timeout: float = 30.0,
        patience: float = 60.0,
        sleep: Callable[[float], object] = time.sleep,
        on_pause: Callable[[str], object] = lambda reason: None,
    ) -> None:
        """
        Args:
            timeout: seconds of silence after which one try is given up.
            patience: seconds within which a failed request is tried again.
            on_pause: called with the reason before each pause.
        """
        self.connection = connection
        self._timeout, self._patience, self._sleep, self._on_pause = timeout, patience, sleep, on_pause
        # A proxy for requests to this machine would carry the token over a network, unencrypted.
        local = is_local(urlsplit(connection.server).hostname or "")
        proxies = [urllib.request.ProxyHandler({})] if local else []
        self._opener = urllib.request.build_opener(_NoRedirect(), *proxies)

    def request(self, method: str, path: str, *, body: bytes | None = None, headers: Mapping[str, str] | None = None) -> Answer:
        """The answer to one request, tried again where that may help.

        Raises:
            Rejected: the server said no, or sent somewhere else.
            InfrastructureError: it could not be reached or failed, also on the last try.
        """
        end = time.monotonic() + self._patience
        pause = _FIRST_PAUSE
        while True:
            try:
                return self._once(method, path, body, headers or {})
            except _Again as problem:
                wait = max(problem.after or 0.0, pause * random.uniform(0.75, 1.25))  # noqa: S311  # only spreads the tries
                if time.monotonic() + wait > end:
                    raise problem.error from problem.__cause__
                self._on_pause(str(problem.error))
                self._sleep(wait)
                pause = min(2 * pause, _LONGEST_PAUSE)

    def _once(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
        server = self.connection.server
        sent = {"Authorization": f"Bearer {self.connection.token}", "User-Agent": f"autograder/{__version__}", **headers}
        request = urllib.request.Request(server + path, data=body, headers=sent, method=method)  # noqa: S310  # checked address
        try:
            with self._opener.open(request, timeout=self._timeout) as response:
                data = _read(response, server)
                return Answer(response.status, {name.lower(): value for name, value in response.headers.items()}, data)
        except urllib.error.HTTPError as answer:
            with answer:
                raise self._refusal(answer) from None
        except (OSError, http.client.HTTPException) as problem:  # URLError and TimeoutError are among them
            reason = getattr(problem, "reason", problem)
            told = plain(str(reason) or type(reason).__name__)
            if isinstance(reason, ssl.SSLCertVerificationError):
                raise UsageError(f"{server} cannot prove that it is this server ({told}); nothing was sent") from None
            hint = "try again later"
            if body is not None and len(body) > _LARGE and isinstance(reason, ConnectionError):
                hint = f"the file may be too large for it ({len(body) / 1024**2:.0f} MB)"
            raise _Again(InfrastructureError(f"{server} does not answer ({told}); {hint}")) from problem

    def _refusal(self, answer: urllib.error.HTTPError) -> Exception:
        status = answer.code
        try:
            told = msgspec.json.decode(answer.read(_LARGEST), type=_ErrorBody).error
        except (msgspec.DecodeError, OSError, http.client.HTTPException):
            told = _Error()
        server = self.connection.server
        if 300 <= status < 400:
            where = plain(answer.headers.get("Location", "another address"))
            return Rejected(status, "redirect", f"{server} is not the server itself, it sends to {where}; use that address")
        message = plain(told.message) or f"HTTP {status} {plain(str(answer.reason))}".rstrip()
        if status == 401:
            message = f"{server} does not know this token: it is wrong, revoked or expired; make a new one at {server}/tokens"
        failed = status >= 500
        error = InfrastructureError(f"{server}: {message}") if failed else Rejected(status, plain(told.code), message)
        return _Again(error, _seconds(answer.headers.get("Retry-After"))) if status in _AGAIN else error


class _Again(Exception):
    """A failure after which the same request may succeed, ``after`` seconds at the earliest."""

    def __init__(self, error: Exception, after: float | None = None) -> None:
        super().__init__(str(error))
        self.error, self.after = error, after


def plain(text: str) -> str:
    """``text`` in one line without characters that a terminal would obey."""
    return " ".join("".join(character if character.isprintable() else " " for character in text).split())


def _read(response: Any, server: str) -> bytes:
    data: bytes = response.read(_LARGEST + 1)
    if len(data) > _LARGEST:
        raise InfrastructureError(f"{server}: its answer is longer than {_LARGEST // 1024**2} MiB")
    # A connection that broke looks like an end: only an answer that says how long it is is known to be whole.
    length = response.headers.get("Content-Length", "").strip()
    if not response.chunked and length != str(len(data)):
        raise http.client.IncompleteRead(data)
    return data


def _seconds(header: str | None) -> float | None:
    """Seconds of a Retry-After header; None for a date or nonsense."""
    return float(header) if header is not None and header.isascii() and header.isdigit() else None
