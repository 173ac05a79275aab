"""Where server and token come from, and that a token goes nowhere it should not."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from autograder.client.settings import SERVER, TOKEN, Connection, find_connection, remember
from autograder.errors import UsageError

HERE = "https://grading.example.org"


def test_arguments_come_before_the_environment_and_that_before_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each source is asked in its turn."""
    remember(_here("agt_file"))
    assert find_connection() == _here("agt_file")
    monkeypatch.setenv(TOKEN, "agt_environment")
    assert find_connection() == _here("agt_environment")
    monkeypatch.setenv(SERVER, "https://other.example.org/")
    assert find_connection().server == "https://other.example.org"
    assert find_connection(HERE, "agt_argument") == _here("agt_argument")


def test_a_remembered_token_stays_with_its_server() -> None:
    """The token of the file is never sent to another server."""
    remember(_here("agt_file"))
    with pytest.raises(UsageError, match="no token"):
        find_connection("https://evil.example.org")
    for other in (f"{HERE}:444", f"{HERE}.evil.org", f"{HERE}/path"):
        with pytest.raises(UsageError, match="no token"):
            find_connection(other)


def test_the_file_is_for_its_owner_only(home: Path) -> None:
    """It is written with mode 0600, and refused when others can read it."""
    path = remember(_here("agt_file"))
    assert path == home / ".config" / "autograder" / "client.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["client.json"]
    path.chmod(0o644)
    with pytest.raises(UsageError, match="chmod 600"):
        find_connection()


def test_a_damaged_file_is_named(home: Path) -> None:
    """Nonsense in the file is an error that names it."""
    path = remember(_here("agt_file"))
    path.write_text("{")
    with pytest.raises(UsageError, match=r"client\.json"):
        find_connection()


@pytest.mark.parametrize(
    "address", ["http://grading.example.org", "http://10.0.0.1:8000", "http://localhost.evil.org", "http://[::2]"]
)
def test_a_token_is_not_sent_unencrypted_over_a_network(address: str) -> None:
    """Plain http is for this machine alone, unless it is asked for."""
    with pytest.raises(UsageError, match="not encrypted"):
        find_connection(address, "agt_x")
    assert find_connection(address, "agt_x", insecure=True).server == address


@pytest.mark.parametrize("address", ["http://localhost:8000", "http://127.0.0.1:8000", "http://[::1]:8000"])
def test_this_machine_needs_no_encryption(address: str) -> None:
    """What never leaves the machine may be plain http."""
    assert find_connection(address, "agt_x").server == address


@pytest.mark.parametrize(
    "address",
    [
        "grading.example.org",
        "ftp://x",
        "https://",
        "https://me:secret@x.org",
        "https://x.org/?a=b",
        "https://x:y",
        "file:///etc/x",
    ],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    """Only http and https addresses without user, query and fragment are taken."""
    with pytest.raises(UsageError, match="no address"):
        find_connection(address, "agt_x")


def test_a_missing_token_is_asked_for_if_somebody_can_answer() -> None:
    """Who asks is told the server; no answer is an error."""
    assert find_connection(HERE, ask=lambda server: f" agt_for_{server} ").token == f"agt_for_{HERE}"
    with pytest.raises(UsageError, match="no token"):
        find_connection(HERE, ask=lambda server: "")


@pytest.mark.parametrize("token", ["agt_x\nHost: evil", "agt x", "agt_ä"])
def test_a_token_with_characters_that_none_has_is_refused_and_not_shown(token: str) -> None:
    """It could end a header's line; and the message does not repeat it."""
    with pytest.raises(UsageError) as refused:
        find_connection(HERE, token)
    assert token not in str(refused.value)


def test_a_connection_does_not_show_its_token() -> None:
    """Neither a log nor a traceback with it holds the secret."""
    assert "agt_x" not in repr(_here("agt_x"))


def test_without_a_server_the_ways_to_name_one_are_told() -> None:
    """The error says what to do."""
    with pytest.raises(UsageError, match="AUTOGRADER_SERVER"):
        find_connection()


def _here(secret: str) -> Connection:
    return Connection(server=HERE, token=secret)
