"""The web application of one course: routers, error answers and what surrounds every request."""

from __future__ import annotations

from fastapi import FastAPI

from autograder import __version__
from autograder.course import Course
from autograder.service.database import Database
from autograder.service.web import client_package, shown, static_files
from autograder.service.web.api import me, tokens
from autograder.service.web.context import Context
from autograder.service.web.headers import SecurityHeaders
from autograder.service.web.pages import events, hand_in, login, openid, student, submission
from autograder.service.web.refusals import add_refusals

__all__ = ["create_app"]


def create_app(course: Course, database: Database) -> FastAPI:
    """The application that serves ``course`` from ``database``; it holds no other state that a restart would lose."""
    app = FastAPI(title=f"{course.name}: grading server", version=__version__, docs_url="/api/docs", redoc_url=None)
    app.state.context = Context(course=course, database=database)
    app.add_middleware(SecurityHeaders, https=course.service.url.startswith("https:"))
    add_refusals(app)
    app.state.openid = openid.provider_of(course)
    app.include_router(login.router)
    app.include_router(openid.router)
    app.include_router(me.router)
    app.include_router(tokens.router)
    app.state.streams = events.Streams(shown.watcher(course, database))
    for pages in (static_files, client_package, student, hand_in, submission, events):
        app.include_router(pages.router)
    return app
