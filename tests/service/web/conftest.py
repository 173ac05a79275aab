"""The running application, and those who call it."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from autograder.course import Course
from autograder.service.database import Database
from autograder.service.web.app import create_app


@pytest.fixture
def app(course: Course, database: Database) -> FastAPI:
    """The application of the tiny course."""
    return create_app(course, database)


@pytest.fixture
def client(app: FastAPI) -> TestClient:
    """A caller whom nobody knows; it follows no redirects."""
    return TestClient(app, follow_redirects=False, raise_server_exceptions=False)
