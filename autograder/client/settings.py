"""Which server, and with which token: from arguments, the environment, Colab's secrets, a file, or asked for.

The file is ``~/.config/autograder/client.json``, readable by its owner only. The token in it belongs to the server in it and is
never sent to another one.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from autograder.client import colab
from autograder.errors import UsageError

__all__ = ["SERVER", "TOKEN", "Connection", "config_folder", "find_connection", "remember"]

SERVER, TOKEN = "AUTOGRADER_SERVER", "AUTOGRADER_TOKEN"
"""Environment variables and names of Colab secrets."""
_LOCAL = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, kw_only=True)
class Connection:
    """A server's address, ``https://grading.example.org``, and the token to show there."""

    server: str
    token: str

    def __repr__(self) -> str:
        """Without the token, so that no log and no traceback shows it."""
        return f"Connection(server={self.server!r})"


class _File(msgspec.Struct, frozen=True, kw_only=True):
    server: str
    token: str


def find_connection(
    server: str | None = None,
    token: str | None = None,
    *,
    insecure: bool = False,
    ask: Callable[[str], str] | None = None,
) -> Connection:
    """The server and token to use.

    Args:
        server, token: they come before anything else.
        insecure: allow to send a token unencrypted over a network.
        ask: asks a person for a token, given the server's address; without it, a missing token is an error.

    Raises:
        UsageError: one of them is missing, the address is no web address, or the token would go out unencrypted.
    """
    kept = _read()
    chosen = server or os.environ.get(SERVER) or colab.secret(SERVER) or (kept.server if kept else None)
    if not chosen:
        raise UsageError(f"which server? Give its address with --server (in a notebook: server=…), or set {SERVER}")
    address = checked_address(chosen, insecure=insecure)
    of_file = kept.token if kept is not None and _same(kept.server, address) else None
    secret = token or os.environ.get(TOKEN) or colab.secret(TOKEN) or of_file
    if not secret and ask is not None:
        secret = ask(address)
    if not (secret := (secret or "").strip()):
        raise UsageError(f"no token for {address}: make one at {address}/tokens, then set {TOKEN} to it")
    if not secret.isascii() or not secret.isprintable() or " " in secret:
        raise UsageError("this is no token: it holds characters that no token has; copy it again")
    return Connection(server=address, token=secret)


def remember(connection: Connection) -> Path:
    """Keep server and token for the next time; return the file, which only its owner can read."""
    path = _path()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(msgspec.json.encode(_File(server=connection.server, token=connection.token)))
    draft.replace(path)
    return path


def config_folder() -> Path:
    """Folder of this person's settings: ``$XDG_CONFIG_HOME/autograder`` or ``~/.config/autograder``."""
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "autograder"


def checked_address(server: str, *, insecure: bool) -> str:
    """``server`` without a slash at its end. Raises UsageError when it is no address, or a token would go out unencrypted."""
    address = server.strip().rstrip("/")
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        parts, host = urlsplit(""), None
    if parts.scheme not in ("http", "https") or not host or parts.query or parts.fragment or parts.username is not None:
        raise UsageError(f"{server!r} is no address of a server; one looks like https://grading.example.org")
    if parts.scheme == "http" and not is_local(host) and not insecure:
        raise UsageError(
            f"{address} is not encrypted: everybody on the way could read your token; use https:// (--insecure sends it anyway)"
        )
    return address


def is_local(host: str) -> bool:
    """Whether ``host`` is this machine, so that nothing goes over a network."""
    return host.lower() in _LOCAL


def _same(one: str, other: str) -> bool:
    return one.rstrip("/").lower() == other.rstrip("/").lower()


def _path() -> Path:
    return config_folder() / "client.json"


def _read() -> _File | None:
    path = _path()
    try:
        if path.stat().st_mode & 0o077 and os.name == "posix":
            raise UsageError(f"{path} holds your token, and others can read it; run: chmod 600 {path}")
        return msgspec.json.decode(path.read_bytes(), type=_File)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (msgspec.DecodeError, OSError) as problem:
        raise UsageError(f"{path} cannot be read ({problem}); mend or remove it") from None
