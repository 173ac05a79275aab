"""The small client to be installed: ``pip install -r <server>/client/requirements.txt``. Nobody has to sign in for it."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse, Response

from autograder.service.client_package import FILE_NAME, client_wheel
from autograder.service.web.context import Server

__all__ = ["REQUIREMENTS", "router"]

REQUIREMENTS = "/client/requirements.txt"
router = APIRouter(include_in_schema=False)


@router.get(REQUIREMENTS)
def requirements(server: Server) -> PlainTextResponse:
    """One line for pip: where today's client is. The address is the course's setting, never what a request says."""
    return PlainTextResponse(f"autograder @ {server.course.service.url.rstrip('/')}/client/{FILE_NAME}\n")


@router.get(f"/client/{FILE_NAME}")
def wheel() -> Response:
    return Response(client_wheel(), media_type="application/zip")
