"""Metrics for Prometheus, for instructors and for programs on this machine."""

from __future__ import annotations

import ipaddress

from fastapi import Request, Response
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4, CollectorRegistry, generate_latest

from autograder.service.policy import may_manage
from autograder.service.web.api.routes import api_router
from autograder.service.web.auth import Forbidden, MaybeCaller, NotSignedIn

__all__ = ["router"]

router = api_router("operation")
_FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip", "via")


@router.get(
    "/metrics",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}, "description": "Prometheus' text format."}},
)
def metrics(request: Request, caller: MaybeCaller) -> Response:
    """Submissions, queue, gradings, workers and requests. From this machine itself no token is needed."""
    if caller is not None and not may_manage(caller):
        raise Forbidden
    if caller is None and not _is_local(request):
        raise NotSignedIn
    registry: CollectorRegistry = request.app.state.registry
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_PLAIN_0_0_4)


def _is_local(request: Request) -> bool:
    """Whether a program of this machine asks for itself: a proxy here asks for others, and says so."""
    if request.client is None or any(name in request.headers for name in _FORWARDED):
        return False
    try:
        return ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False
