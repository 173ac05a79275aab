"""Options of the commands that talk to a grading server, and the connection they describe."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Annotated

import typer

from autograder.client.api import Api
from autograder.client.hand_in import ask_token
from autograder.client.settings import find_connection, remember
from autograder.client.transport import Transport

__all__ = ["Insecure", "OfAssignment", "OfStudent", "Remember", "ServerAddress", "connect"]

ServerAddress = Annotated[
    str | None,
    typer.Option(
        "--server", metavar="URL", help="The grading server.", show_default="AUTOGRADER_SERVER, or the remembered one"
    ),
]
Insecure = Annotated[bool, typer.Option("--insecure", help="Allow http:// over a network: others could read the token.")]
Remember = Annotated[bool, typer.Option("--remember", help="Keep server and token for the next time, readable by you only.")]
OfAssignment = Annotated[
    str | None, typer.Option("--assignment", "-a", metavar="NAME", help="Only this assignment.", show_default="all of them")
]
OfStudent = Annotated[
    str | None, typer.Option("--student", metavar="ID", help="Of this student.", show_default="all you may see")
]


def connect(
    server: str | None,
    *,
    insecure: bool,
    keep: bool = False,
    on_pause: Callable[[str], object] = lambda reason: None,
) -> Api:
    """The API of the chosen server; asks for a token where there is none and a person sits at a terminal.

    Raises UsageError when server or token are missing or wrong.
    """
    asks = ask_token if sys.stdin is not None and sys.stdin.isatty() else None
    connection = find_connection(server, insecure=insecure, ask=asks)
    api = Api(Transport(connection, on_pause=on_pause))
    if keep:
        api.assignments()  # a wrong token is not worth remembering
        typer.echo(f"server and token are kept in {remember(connection)}", err=True)
    return api
