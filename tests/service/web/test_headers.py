"""Every answer forbids what a page could be abused for."""

from __future__ import annotations

import re

import pytest
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from fastapi.testclient import TestClient

from autograder.service.web.headers import POLICY, SecurityHeaders


def client(*, https: bool = False) -> TestClient:
    app = FastAPI()
    app.add_middleware(SecurityHeaders, https=https)
    app.add_api_route("/page", lambda: HTMLResponse("<p>page</p>"))
    app.add_api_route(
        "/own", lambda: HTMLResponse("", headers={"Content-Security-Policy": "sandbox", "Cache-Control": "public"})
    )
    return TestClient(app)


@pytest.mark.parametrize("path", ["/page", "/nothing-here"])
def test_every_answer_has_them(path: str) -> None:
    """An error page too is nobody's to frame, to sniff or to keep."""
    headers = client().get(path).headers
    assert headers["content-security-policy"] == POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"
    assert "strict-transport-security" not in headers


def test_the_policy_lets_nothing_inline_run() -> None:
    """Scripts and styles come from this server's files alone, and only data: pictures from elsewhere."""
    assert "unsafe" not in POLICY
    assert "*" not in POLICY
    assert re.findall(r"https?:", POLICY) == []
    assert {"default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"} <= {part.strip() for part in POLICY.split(";")}


def test_an_answer_keeps_its_own() -> None:
    """What knows better, such as a feedback page, says so itself."""
    headers = client().get("/own").headers
    assert (headers["content-security-policy"], headers["cache-control"]) == ("sandbox", "public")
    assert headers["x-content-type-options"] == "nosniff"


def test_browsers_stay_with_https() -> None:
    """Where people come by https, their browsers never try http again."""
    assert client(https=True).get("/page").headers["strict-transport-security"] == "max-age=31536000"
