"""The application as somebody's browser or program sees it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from autograder.course import Course
from autograder.service.database import Database
from autograder.service.tokens import make_token
from autograder.service.web.app import create_app


@pytest.fixture
def app(course: Course, database: Database) -> FastAPI:
    return create_app(course, database)


@pytest.fixture
def client_of(app: FastAPI, course: Course, database: Database) -> Callable[..., TestClient]:
    """``client_of("anna")`` asks as anna, by a token; redirects are shown, not followed."""

    def make(person: str, *scopes: str) -> TestClient:
        with database.write() as db:
            token = make_token(db, person, "test", scopes or ("submit", "read"), 1)
        headers = {"Authorization": f"Bearer {token}"}
        return TestClient(app, base_url=course.service.url, headers=headers, follow_redirects=False)

    return make


@pytest.fixture
def anna(client_of: Callable[..., TestClient]) -> TestClient:
    return client_of("anna")
