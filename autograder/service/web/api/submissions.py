"""Hand in a notebook, and follow it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from fastapi import Header, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field, ValidationError
from pydantic.json_schema import SkipJsonSchema
from sqlalchemy import Select, select, tuple_
from sqlalchemy.orm import Session
from starlette.datastructures import UploadFile

from autograder.course import Assignment, Course
from autograder.errors import UsageError
from autograder.service import views
from autograder.service.identity import Identity
from autograder.service.policy import may_read_class, may_read_own, may_submit_for
from autograder.service.submit import Origin, Upload, submit
from autograder.service.tables import Submission, SubmissionState
from autograder.service.upload import read_upload
from autograder.service.views import SubmissionStatus
from autograder.service.web.api.routes import PREFIX, AssignmentName, StudentName, SubmissionId, api_router, readable
from autograder.service.web.auth import Caller, require
from autograder.service.web.context import Context, Server
from autograder.service.web.errors import ApiError, documented, not_found

__all__ = ["router"]

router = api_router("submissions")


Nothing = SkipJsonSchema[None]
"""For what may be left out: a header or query is never null, so the description does not say so."""
KeyText = Annotated[str, Field(pattern=r"^[!-~]{1,128}$")]
Key = Annotated[
    KeyText | Nothing, Header(description="The same key and file, however often they are sent, are one submission.")
]
LastId = Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
ApiOrigin = Annotated[Literal["api", "colab", "ci"] | Nothing, Header(description="Where the sender runs, for the records.")]


class Form(BaseModel, extra="forbid"):
    """The fields beside the file."""

    assignment: str = Field(min_length=1, max_length=128, description="Name of the assignment.")
    student: str = Field(
        default="",
        max_length=128,
        pattern=r"^[^\x00-\x1f\x7f/\\]*$",
        description="Hand in for somebody else: for CI and instructors.",
    )


_FILE = {"type": "string", "format": "binary", "description": "The notebook, or a zip archive of it and the files it needs."}
_FIELDS = Form.model_json_schema()
_BODY = {"multipart/form-data": {"schema": {
    "type": "object",
    "required": ["file", *_FIELDS["required"]],
    "properties": {"file": _FILE, **_FIELDS["properties"]},
    "additionalProperties": False,
}}}  # fmt: skip


@router.post(
    "/submissions",
    status_code=201,
    responses={
        200: {"model": SubmissionStatus, "description": "This key was used for the same file before: that submission."},
        **documented(404, 408, 409, 413, 415),
    },
    openapi_extra={"requestBody": {"required": True, "content": _BODY}},
)
async def hand_in(
    request: Request,
    response: Response,
    server: Server,
    caller: Caller,
    idempotency_key: Key = None,
    x_origin: ApiOrigin = None,
) -> SubmissionStatus:
    """Hand in a notebook. When this answers, file and place in the queue are durable.

    The caller is known before the body is read: FastAPI would read a declared form first.
    """
    form, data, file_name = await _form(request)
    origin: Origin = x_origin or ("ci" if caller.role == "ci" else "api")

    def take() -> tuple[SubmissionStatus, bool]:
        student = form.student or caller.person
        require(may_submit_for(caller, student), "You may not hand in for this student.")
        read = read_upload(data, file_name, server.course, _assignment(server.course, form.assignment))
        upload = Upload(
            student=student, assignment=form.assignment, notebook=read.notebook, archive=read.archive,
            file_name=read.file_name, key=idempotency_key, origin=origin, sent_by=caller.person,
        )  # fmt: skip
        return _submit(server, upload)

    status, fresh = await run_in_threadpool(take)
    response.status_code = 201 if fresh else 200
    response.headers["Location"] = f"{PREFIX}/submissions/{status.id}"
    return status


@router.get("/submissions", responses=documented(404))
def submissions(
    server: Server,
    caller: Caller,
    assignment: AssignmentName | Nothing = None,
    student: StudentName | Nothing = None,
    state: SubmissionState | Nothing = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    after: Annotated[LastId | Nothing, Query(description="The last id of the page before.")] = None,
) -> list[SubmissionStatus]:
    """The submissions that the caller may see, newest first."""
    require(may_read_own(caller), "This token may not read.")
    with server.database.read() as db:
        wanted = _visible(caller)
        for column, value in ((Submission.assignment, assignment), (Submission.person_id, student), (Submission.state, state)):
            if value is not None:
                wanted = wanted.where(column == value)
        if after is not None:
            last = readable(db, caller, after)
            wanted = wanted.where(tuple_(Submission.received_at, Submission.id) < tuple_(last.received_at, last.id))
        ids: Sequence[str] = db.scalars(wanted.order_by(Submission.received_at.desc(), Submission.id.desc()).limit(limit)).all()
        return views.statuses_of(db, server.course, ids)


@router.get("/submissions/{submission_id}", responses=documented(404))
def submission(server: Server, caller: Caller, submission_id: SubmissionId) -> SubmissionStatus:
    """Where a submission is: its place in the queue, its phase, its points."""
    with server.database.read() as db:
        return views.status_of(db, server.course, readable(db, caller, submission_id).id)


def _visible(caller: Identity) -> Select[str]:
    everything = select(Submission.id)
    if may_read_class(caller):
        return everything
    return everything.where((Submission.sent_by if caller.role == "ci" else Submission.person_id) == caller.person)


async def _form(request: Request) -> tuple[Form, bytes, str]:
    """The form's fields, the file and its name. Raises ApiError or RequestValidationError."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "multipart/form-data":
        raise ApiError(415, "Send the file as multipart/form-data.")
    async with request.form(max_files=1, max_fields=8, max_part_size=4096) as form:
        file = form.get("file")
        names = [name for name, _ in form.multi_items()]
        problems: list[Any] = [
            {"type": "twice", "loc": ("body", name), "msg": "Field stands twice", "input": None}
            for name in sorted(set(names))
            if names.count(name) > 1
        ]
        if not isinstance(file, UploadFile):
            problems.append({"type": "missing", "loc": ("body", "file"), "msg": "Field required", "input": None})
        try:
            fields = Form.model_validate({name: form[name] for name in names if name not in ("file", "csrf")})
        except ValidationError as problem:
            problems += [{**error, "loc": ("body", *error["loc"])} for error in problem.errors(include_input=False)]
        if problems or not isinstance(file, UploadFile):
            raise RequestValidationError(problems)
        return fields, await file.read(), file.filename or ""


def _assignment(course: Course, name: str) -> Assignment:
    try:
        return course.assignment(name)
    except UsageError:
        raise not_found("assignment") from None


def _submit(server: Context, upload: Upload) -> tuple[SubmissionStatus, bool]:
    """The submission, and whether it is a new one."""
    with server.database.read() as db:
        known = _known(db, upload)
    made = submit(server.database, server.course, upload)
    with server.database.read() as db:
        return views.status_of(db, server.course, made.id), made.id != known


def _known(db: Session, upload: Upload) -> str | None:
    if upload.key is None:
        return None
    return db.scalar(select(Submission.id).where(Submission.person_id == upload.student, Submission.key == upload.key))
