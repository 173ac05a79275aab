"""The API's description: for machines as OpenAPI, for people as one page without scripts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from autograder.service.web.auth import MaybeCaller
from autograder.service.web.page import render

__all__ = ["DOCS", "OPENAPI", "endpoints", "router"]

OPENAPI = "/api/openapi.json"
DOCS = "/api/docs"
router = APIRouter(include_in_schema=False)
_METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class Field:
    """Something that an endpoint takes."""

    name: str
    where: str
    """path, query, header or form."""
    required: bool
    text: str


@dataclass(frozen=True)
class Endpoint:
    """One method of one address."""

    anchor: str
    method: str
    path: str
    text: str
    needs_token: bool
    fields: tuple[Field, ...]
    answers: tuple[tuple[str, str, str], ...]
    """Status, what it means, and the type of the answer."""


@router.get(DOCS)
def docs(request: Request, caller: MaybeCaller) -> HTMLResponse:
    """All endpoints with what they take and answer."""
    return render(request, "api.html.jinja", caller, groups=endpoints(request.app.openapi()), openapi=OPENAPI)


def endpoints(document: Mapping[str, Any]) -> dict[str, list[Endpoint]]:
    """The endpoints of an OpenAPI document by their first tag, in its order."""
    groups: dict[str, list[Endpoint]] = {}
    for path, methods in document["paths"].items():
        for method in _METHODS:
            if (operation := methods.get(method)) is not None:
                groups.setdefault(operation.get("tags", ["other"])[0], []).append(_endpoint(method, path, operation))
    return groups


def _endpoint(method: str, path: str, operation: Mapping[str, Any]) -> Endpoint:
    return Endpoint(
        anchor=operation["operationId"],
        method=method.upper(),
        path=path,
        text=operation.get("description", operation.get("summary", "")),
        needs_token=bool(operation.get("security")),
        fields=(*_parameters(operation), *_form(operation)),
        answers=tuple(
            (status, said.get("description", ""), ", ".join(said.get("content", {})))
            for status, said in sorted(operation["responses"].items())
        ),
    )


def _parameters(operation: Mapping[str, Any]) -> list[Field]:
    return [
        Field(one["name"], one["in"], one.get("required", False), one.get("description", ""))
        for one in operation.get("parameters", [])
    ]


def _form(operation: Mapping[str, Any]) -> list[Field]:
    content = operation.get("requestBody", {}).get("content", {})
    schema = content.get("multipart/form-data", {}).get("schema", {})
    needed = schema.get("required", [])
    return [
        Field(name, "form", name in needed, said.get("description", "")) for name, said in schema.get("properties", {}).items()
    ]
