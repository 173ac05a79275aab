"""Every endpoint of the application for everybody: who gets an answer, and that who gets none sees and changes nothing.

An endpoint without a line in the table fails the first test.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.routing import Route

from autograder.service.client_package import FILE_NAME
from autograder.service.serve import PAGES
from autograder.service.web.static_files import address
from tests.service import seed
from tests.service.web.world import HERS, TRACEBACK, Known, World

BAD = {"expired", "revoked", "left"}
"""Who shows a token that is of no use."""
UNKNOWN = {"nobody", *BAD}
ANNA = {"anna", "anna read", "anna's browser"}
CLASS = {"tom", "ina", "ina read", "tom's browser", "ina's browser"}
MANAGERS = {"ina", "ina's browser"}
READERS = ANNA | CLASS | {"ben", "robot", "ben's browser"}
SUBMITTERS = {"anna", "anna submit", "anna's browser", "robot", "robot submit", "ina", "ina submit", "ina's browser"}
"""For anna."""
OWN_SUBMITTERS = SUBMITTERS | {"ben", "ben's browser", "tom", "tom's browser"}
"""Each for themselves."""
BROWSERS = {"anna's browser", "ben's browser", "tom's browser", "ina's browser"}
ALL = UNKNOWN | READERS | SUBMITTERS | {"ina manage"}
KNOWN = ALL - UNKNOWN


class Line(NamedTuple):
    """Who may do what, and how it is answered."""

    endpoint: str
    """Method and path, as the application declares them."""
    allowed: Iterable[str]
    ok: int = 200
    refused: int = 404
    """Of known callers. Unknown ones get 401 from the API, and are led from pages to the sign-in page."""
    but: Mapping[str, int] = MappingProxyType({})
    """Answers that differ."""
    path: str = ""
    """With ``{own}``, ``{regrade}`` …; default: the endpoint's own."""
    body: Mapping[str, Any] = MappingProxyType({})


_FOR_ANNA = {"data": {"assignment": "first", "student": "anna"}}
_FILE = {"files": {"file": ("a.ipynb", seed.NOTEBOOK)}}
_START = {"json": {"assignment": "second", "reason": "x"}}
_TOKEN = {"name": "x", "scopes": ["read"]}
_FOR_ROBOT = {"json": _TOKEN | {"person": "robot"}}
API, ONE = "/api/v1", "/api/v1/submissions/{submission_id}"
PAGE, TEACH = "/submissions/{submission_id}", "/class/submissions/{submission_id}"
REGRADE = "/class/{assignment}/regrades/{regrade}"
NOT_BY_TOKEN = dict.fromkeys(ALL - BROWSERS, 303)
"""For what only a browser may do: a program is led to the sign-in page."""
USELESS = dict.fromkeys(BAD, 401)

LINES = [
    # for everybody
    Line("GET /api/openapi.json", ALL),
    Line("GET /api/docs", ALL, but=USELESS),
    Line(f"GET {API}/health", ALL),
    Line("GET /static/{digest}/{name}", ALL, path=address("site.css")),
    Line("GET /client/requirements.txt", ALL),
    Line(f"GET /client/{FILE_NAME}", ALL),
    Line("GET /login", ALL, but=USELESS | dict.fromkeys(BROWSERS, 303)),
    Line("POST /login", ALL, ok=400, body={"data": {"token": "agt_wrong"}}),
    Line("POST /logout", ALL, ok=303),
    Line("GET /login/openid", ALL, ok=303),
    Line("GET /login/openid/callback", ALL, ok=303),
    # for everybody who is known
    Line(f"GET {API}/me", KNOWN),
    Line(f"GET {API}/assignments", KNOWN),
    Line("GET /assignments/{name}/notebook", KNOWN),
    # one's own
    Line("GET /", READERS - CLASS, refused=403, but=dict.fromkeys(CLASS, 303)),
    Line("GET /assignments", READERS, refused=403),
    Line("GET /assignments/{name}", READERS, refused=403),
    Line("POST /assignments/{name}", OWN_SUBMITTERS, ok=303, refused=403, body=_FILE),
    Line(f"POST {API}/submissions", OWN_SUBMITTERS, ok=201, refused=403, body=_FILE | {"data": {"assignment": "first"}}),
    Line(f"GET {API}/submissions", READERS, refused=403),
    Line(f"GET {API}/tokens", READERS, refused=403),
    Line(f"POST {API}/tokens", READERS, ok=201, refused=403, body={"json": _TOKEN}),
    Line("GET /tokens", BROWSERS, but=NOT_BY_TOKEN),
    Line("POST /tokens", BROWSERS, but=NOT_BY_TOKEN),
    Line("POST /tokens/{token}/revoke", {"anna's browser"}, ok=303, but=NOT_BY_TOKEN),
    Line("GET /tokens", BROWSERS, but=NOT_BY_TOKEN),
    Line("POST /tokens", BROWSERS, but=NOT_BY_TOKEN, body={"data": {"name": "x"}}),
    Line("POST /tokens/{token}/revoke", {"anna's browser"}, ok=303, but=NOT_BY_TOKEN),
    # one person's, and theirs who teach
    Line(f"POST {API}/submissions", SUBMITTERS, ok=201, refused=403, body=_FILE | _FOR_ANNA),
    Line(f"GET {API}/submissions", READERS, refused=403, path=f"{API}/submissions?student=anna"),
    Line(f"GET {API}/submissions", ANNA | CLASS, path=f"{API}/submissions?after={{own}}", but={
        "anna submit": 403, "ina submit": 403, "ina manage": 403, "robot submit": 403,
    }),
    *(
        Line(f"GET {endpoint}", ANNA | CLASS)
        for endpoint in (
            ONE, f"{ONE}/result", f"{ONE}/results.json", f"{ONE}/junit", f"{ONE}/markdown", f"{ONE}/feedback", f"{ONE}/receipt",
            f"{ONE}/notebook", f"{ONE}/archive", PAGE, f"{PAGE}/feedback", f"{PAGE}/events",
        )
    ),
    *(
        Line(f"GET {endpoint}", ANNA | CLASS | {"robot"}, path=endpoint.replace("submission_id", "sent"))
        for endpoint in (ONE, f"{ONE}/result", f"{ONE}/notebook", f"{ONE}/archive", PAGE)
    ),
    Line(f"DELETE {API}/tokens/{{token}}", MANAGERS | {"anna", "anna's browser", "ina manage"}, ok=204),
    # the class's
    *(
        Line(f"GET {endpoint}", CLASS)
        for endpoint in (
            "/class", "/class/machines", "/class/{assignment}", "/class/{assignment}/submissions",
            "/class/{assignment}/scores.csv", "/class/{assignment}/results.json", TEACH,
            f"{TEACH}/results/{{result}}/feedback", "/class/{assignment}/regrades", REGRADE,
        )
    ),
    *(
        Line(f"GET {TEACH}/files/{{kind}}", CLASS, path=f"{TEACH}/files/{kind}")
        for kind in ("notebook", "archive", "executed", "receipt")
    ),
    Line(f"GET {API}/regrades", CLASS, refused=403),
    Line(f"GET {API}/regrades/{{regrade}}", CLASS, refused=403),
    # the managers'
    Line(f"GET {API}/metrics", MANAGERS | {"ina manage"}, refused=403),
    Line(f"GET {API}/tokens", MANAGERS | ANNA, refused=403, path=f"{API}/tokens?person=anna"),
    Line(f"POST {API}/tokens", MANAGERS | {"ina manage", "robot"}, ok=201, refused=403, body=_FOR_ROBOT),
    Line(f"POST {API}/regrades", MANAGERS | {"ina manage"}, ok=201, refused=403, body=_START),
    Line(f"POST {API}/regrades/{{regrade}}/publish", MANAGERS | {"ina manage"}, refused=403),
    Line(f"POST {API}/regrades/{{regrade}}/drop", MANAGERS | {"ina manage"}, refused=403),
    *(
        Line(f"GET {REGRADE}/{{what}}", MANAGERS, path=f"{REGRADE}/{what}", but=dict.fromkeys(CLASS - MANAGERS, 403))
        for what in ("publish", "drop")
    ),
    *(
        Line(f"POST {endpoint}", {"ina's browser"}, ok=303, path=path, body=body, but=NOT_BY_TOKEN | {"tom's browser": 403})
        for endpoint, path, body in (
            (f"{REGRADE}/{{what}}", f"{REGRADE}/publish", {}),
            (f"{REGRADE}/{{what}}", f"{REGRADE}/drop", {}),
            ("/class/{assignment}/regrades", "/class/second/regrades", {"data": {"reason": "x"}}),
            (f"{TEACH}/again", "", {}),
            ("/class/alerts/{alert}/seen", "", {}),
            ("/class/alerts/seen", "", {"data": {"upto": "1"}}),
        )
    ),
]  # fmt: skip


def name_of(line: Line) -> str:
    """Of a test."""
    return f"{line.endpoint.partition(' ')[0]} {line.path}" if line.path else line.endpoint


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    world = World(tmp_path_factory.mktemp("world"))
    yield world
    world.database.close()


@pytest.fixture
def world(kept: World) -> World:
    """The world as it was in the beginning; on SQLite, whose file is put back quickly: the rules never ask the database."""
    kept.reset()
    return kept


def endpoints(routes: Iterable[Any]) -> Iterator[str]:
    """Every endpoint below ``routes``; a kind of route that this does not know is an error."""
    for route in routes:
        if hasattr(route, "original_router"):
            yield from endpoints(route.original_router.routes)
        else:
            assert isinstance(route, Route | APIRoute), route
            yield from (f"{method} {route.path}" for method in (route.methods or set()) - {"HEAD"})


def address_of(line: Line, known: Known) -> str:
    """The path of a request."""
    values = {name: getattr(known, name) for name in known.__dataclass_fields__}
    path = line.path or line.endpoint.partition(" ")[2]
    return path.format(submission_id=known.own, name="first", assignment="first", **values)


def expected(line: Line, caller: str) -> int:
    """The status that the table says."""
    if caller in line.allowed:
        return line.but.get(caller, line.ok)
    if caller in UNKNOWN:
        return 401 if "/api/" in line.endpoint else 303
    return line.but.get(caller, line.refused)


def ask(world: World, line: Line, caller: str, *, csrf: bool = True) -> Any:
    headers = dict(world.headers[caller])
    if csrf and caller in world.csrf:
        headers["X-CSRF-Token"] = world.csrf[caller]
    method = line.endpoint.partition(" ")[0]
    return world.client.request(method, address_of(line, world.known), headers=headers, **line.body)


def test_every_endpoint_stands_in_the_table(world):
    """A new endpoint needs a line that says who may use it; a line of an endpoint that is gone is out of date."""
    app: FastAPI = world.app
    assert {line.endpoint for line in LINES} == set(endpoints(app.routes))
    assert set(world.headers) == ALL


def test_no_assignment_may_have_the_name_of_a_page():
    """Every word that stands where pages of an assignment have its name is refused as one."""
    words = [line.endpoint.partition(" /class/")[2].partition("/")[0] for line in LINES]
    assert {word for word in words if word and "{" not in word} == PAGES


@pytest.mark.parametrize("line", LINES, ids=name_of)
def test_who_gets_what(world, line):
    """Whoever may is answered; whoever may not is told so, sees nothing of anna's, and has changed nothing."""
    before = world.everything()
    for caller in sorted(ALL - set(line.allowed)):
        answer = ask(world, line, caller)
        assert answer.status_code == expected(line, caller), caller
        assert not shown(answer, world.known), caller
    if line.endpoint != "POST /logout":
        assert world.everything() == before
    for caller in sorted(line.allowed):
        answer = ask(world, line, caller)
        assert answer.status_code == expected(line, caller), caller
        if caller not in ANNA | SUBMITTERS | CLASS:
            assert not shown(answer, world.known), caller
        if caller not in CLASS | MANAGERS:
            assert TRACEBACK not in answer.text, caller
        if not line.endpoint.startswith("GET"):
            world.reset()


CHANGING = [line for line in LINES if not line.endpoint.startswith("GET") and line.endpoint != "POST /login"]


@pytest.mark.parametrize("line", CHANGING, ids=name_of)
def test_a_cookie_alone_changes_nothing(world, line):
    """Without its CSRF token a browser's request, as another site could make it send, is refused everywhere."""
    before = world.everything()
    for caller in sorted(BROWSERS):
        assert ask(world, line, caller, csrf=False).status_code == 403, caller
    assert world.everything() == before


def shown(answer: Any, known: Known) -> list[str]:
    """What of anna's stands in an answer."""
    text = answer.text + "".join(value for name, value in answer.headers.items() if name != "location")
    return [hers for hers in (HERS, TRACEBACK, "Anna", known.own, known.sent) if hers in text]


def test_lists_hold_what_one_may_see(world):
    """A student's lists hold their own things, CI's what it sent, and those who teach see all."""
    seen = {}
    for caller in ("anna", "ben", "robot", "tom", "ina"):
        for query in ("", "?student=anna"):
            rows = world.client.get(f"/api/v1/submissions{query}", headers=world.headers[caller]).json()
            seen[caller, query] = len(rows)
    assert seen["anna", ""] == seen["anna", "?student=anna"] == 3
    assert seen["ben", ""] == seen["ben", "?student=anna"] == 0
    assert seen["robot", ""] == seen["robot", "?student=anna"] == 1
    assert seen["tom", ""] == seen["ina", ""] == seen["tom", "?student=anna"] == 3
