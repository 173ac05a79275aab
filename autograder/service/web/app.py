"""The web application of one course: routers, error answers and what surrounds every request."""

from __future__ import annotations

from fastapi import FastAPI
from prometheus_client import CollectorRegistry

from autograder import __version__
from autograder.course import Course
from autograder.service.database import Database
from autograder.service.metrics import ServiceState
from autograder.service.web import client_package, shown, static_files
from autograder.service.web.api import assignments, description, health, me, metrics, regrades, results, submissions, tokens
from autograder.service.web.body import Limited, hosts_of
from autograder.service.web.context import Context
from autograder.service.web.counters import Counted
from autograder.service.web.errors import add_error_answers
from autograder.service.web.headers import SecurityHeaders
from autograder.service.web.pages import (
    class_machines,
    class_overview,
    class_regrades,
    class_submission,
    class_submissions,
    events,
    hand_in,
    login,
    openid,
    student,
    submission,
)
from autograder.service.web.pages import tokens as token_pages
from autograder.service.web.refusals import add_refusals

__all__ = ["create_app"]


def create_app(course: Course, database: Database) -> FastAPI:
    """The application that serves ``course`` from ``database``; it holds no other state that a restart would lose."""
    app = FastAPI(
        title=f"{course.name}: grading server",
        version=__version__,
        openapi_url=description.OPENAPI,
        docs_url=None,
        redoc_url=None,
        form_limits={"max_files": 1, "max_fields": 32, "max_part_size": 64 * 2**10},
    )
    app.state.context = Context(course=course, database=database)
    _surround(app, course, database)
    add_refusals(app)
    app.state.openid = openid.provider_of(course)
    app.include_router(login.router)
    app.include_router(openid.router)
    for api in (assignments, submissions, results, regrades, me, tokens, metrics, health, description):
        app.include_router(api.router)
    app.state.streams = events.Streams(shown.watcher(course, database))
    for pages in (static_files, client_package, token_pages, student, hand_in, submission, events):
        app.include_router(pages.router)
    for pages in (class_machines, class_submission, class_regrades, class_submissions, class_overview):
        app.include_router(pages.router)  # /class/machines before /class/{assignment}
    return app


def _surround(app: FastAPI, course: Course, database: Database) -> None:
    """What every request passes, the last one first: counting, headers of the answer, limits, and answers to errors."""
    app.state.registry = CollectorRegistry()
    app.state.registry.register(ServiceState(course, database))
    service = course.service
    add_error_answers(app)
    app.add_middleware(Limited, most=int(service.upload_mb * 2**20), hosts=hosts_of(service))
    app.add_middleware(SecurityHeaders, https=service.url.startswith("https:"))
    app.add_middleware(Counted, registry=app.state.registry)
