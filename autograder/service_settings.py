"""Settings of `autograder serve`: where submissions are kept, how many are graded at once, who may sign in how."""

from __future__ import annotations

from urllib.parse import urlsplit

from autograder.errors import ConfigError
from autograder.settings import settings

__all__ = ["OpenID", "Service"]


@settings
class OpenID:
    """Single sign-on by OpenID Connect."""

    issuer: str
    """Address of the provider; ``<issuer>/.well-known/openid-configuration`` describes it."""
    client_id: str
    secret_variable: str = "AUTOGRADER_OPENID_SECRET"  # noqa: S105  # the name of a variable, not a secret
    """Environment variable that holds the client's secret: it is never written into a file of the course."""
    claim: str = "preferred_username"
    """Which claim of the provider is the student id."""
    title: str = "your university account"
    """Shown on the button: "Sign in with …"."""

    def __post_init__(self) -> None:
        _check_address("OpenID.issuer", self.issuer)


@settings
class Service:
    """How `autograder serve` takes, queues and grades submissions."""

    url: str = "http://127.0.0.1:8000"
    """Address at which people reach the server; cookies are marked secure where it is https."""
    database: str = "sqlite:///.autograder/service.db"
    """SQLAlchemy URL, SQLite or PostgreSQL (``postgresql+psycopg://…``); a relative SQLite path is below the course folder."""
    slots: int = 0
    """Submissions graded at once; 0: one for each core."""
    upload_mb: float = 25.0
    """An uploaded notebook or archive, in MiB."""
    per_hour: int = 60
    """Submissions of one student within an hour; 0: no limit."""
    lease_seconds: float = 60.0
    """A grading process that was silent for so long is taken for lost, and its submission goes back to the queue."""
    session_hours: float = 12.0
    """How long somebody stays signed in."""
    formgrader: str = ""
    """Address of nbgrader's formgrader, for links to manual grading, e.g. ``http://127.0.0.1:8888/formgrader``."""
    openid: OpenID | None = None

    def __post_init__(self) -> None:
        _check_address("Service.url", self.url)
        if self.formgrader:
            _check_address("Service.formgrader", self.formgrader)
        if not self.database.startswith(("sqlite:///", "postgresql")):
            raise ConfigError(f"Service.database={self.database!r} must be a sqlite:/// or postgresql+psycopg:// URL")
        for name, least in (("slots", 0), ("per_hour", 0)):
            if getattr(self, name) < least:
                raise ConfigError(f"Service.{name}={getattr(self, name)} must be at least {least}")
        for name in ("upload_mb", "lease_seconds", "session_hours"):
            if not 0 < getattr(self, name) < float("inf"):
                raise ConfigError(f"Service.{name}={getattr(self, name)} must be a number above 0")


def _check_address(where: str, address: str) -> None:
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise ConfigError(f"{where}={address!r} is no http:// or https:// address")
