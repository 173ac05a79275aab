"""Pages from templates: everything is escaped, and who reads them sees where they may go."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import jinja2
import pytest
from bs4 import BeautifulSoup
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse
from starlette.testclient import TestClient

from autograder.service.identity import Identity
from autograder.service.tables import Role
from autograder.service.web import page

EVIL = "<b>Eve\u202e\"'"


@pytest.fixture
def shown(app: FastAPI) -> Callable[[Identity | None], BeautifulSoup]:
    """The base page as ``caller`` sees it."""

    def show(caller: Identity | None) -> BeautifulSoup:
        def endpoint(request: Request) -> HTMLResponse:
            return page.render(request, "refused.html.jinja", caller, heading="Heading", message=EVIL)

        app.add_api_route(f"/shown/{id(caller)}", endpoint)
        return BeautifulSoup(TestClient(app).get(f"/shown/{id(caller)}").text, "html.parser")

    return show


def identity(role: Role = "student", csrf: str | None = "secret") -> Identity:
    return Identity("eve", EVIL, role, frozenset({"read"}), csrf)


def test_texts_are_escaped_and_readable(shown: Callable[[Identity | None], BeautifulSoup]) -> None:
    """A name and a message with markup and a character that turns the reading direction."""
    found = shown(identity())
    assert found.find("b") is None
    assert found.find("bdi").get_text() == "<b>Eve[U+202E]\"'"
    assert "<b>Eve[U+202E]" in found.find("main").get_text()


@pytest.mark.parametrize(
    ("role", "places"),
    [
        ("student", ["Assignments"]),
        ("tutor", ["Class", "Machines", "Assignments"]),
        ("instructor", ["Class", "Machines", "Assignments"]),
    ],
)
def test_the_navigation_is_for_the_role(
    shown: Callable[[Identity | None], BeautifulSoup], role: Role, places: list[str]
) -> None:
    """Nobody is shown a link that would be refused."""
    links = [link.get_text() for link in shown(identity(role)).select("header nav a")]
    assert links[: len(places)] == places


def test_strangers_see_no_navigation(shown: Callable[[Identity | None], BeautifulSoup]) -> None:
    """Nor a way to sign out."""
    found = shown(None)
    assert found.select("header nav, header form") == []


def test_only_sessions_sign_out(shown: Callable[[Identity | None], BeautifulSoup]) -> None:
    """The form carries the session's CSRF token; who comes by token has no session to end."""
    [field] = shown(identity()).select("form[action='/logout'] input[name=csrf]")
    assert field["value"] == "secret"
    assert shown(identity(csrf=None)).select("form") == []


def test_a_forgotten_value_is_an_error() -> None:
    """A template never shows nothing in place of something."""
    with pytest.raises(jinja2.UndefinedError):
        page.fragment("student/_progress.html.jinja")


def test_a_moment_keeps_its_exact_time() -> None:
    """Words for people, the exact time beside them and for programs; shown words are escaped."""
    moment = datetime(2026, 1, 30, 12, tzinfo=UTC)
    assert str(page.moment(moment)).startswith('<time datetime="2026-01-30T12:00:00+00:00">')
    assert "&lt;b&gt;</time>" in page.moment(moment, "<b>")
    assert 'title="' in page.moment(moment, "soon")
