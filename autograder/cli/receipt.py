"""`autograder receipt check`: is a receipt genuine, and of this grade, this submission and this course?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
import typer

from autograder.cli.options import JsonFile, check_json, output, write_json
from autograder.course import Course, load_course
from autograder.errors import UsageError
from autograder.grading import keys, store
from autograder.grading.receipt import Receipt, read_receipt
from autograder.grading.receipt_check import problems_of


def command(
    action: Annotated[Literal["check"], typer.Argument(metavar="check", help="What to do with the receipts.")],
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE…", help="Receipts: results/<student>/<assignment>/receipt.json.")
    ],
    key: Annotated[
        Path | None,
        typer.Option("--key", metavar="FILE", help="The course's public key.", show_default=".autograder/receipt_key.pub"),
    ] = None,
    grade: Annotated[
        Path | None, typer.Option("--grade", metavar="FILE", help="Its grade.json.", show_default="the one beside it")
    ] = None,
    submission: Annotated[
        Path | None,
        typer.Option(
            "--submission",
            metavar="FILE",
            help="Its notebook or .zip archive.",
            show_default="the one in the course's submitted/",
        ),
    ] = None,
    course: Annotated[
        Path | None,
        typer.Option("--course", metavar="DIR", help="The course's folder.", show_default="this folder, if it is one"),
    ] = None,
    json: JsonFile = None,
) -> None:
    """Say whether receipts of gradings are genuine.

    Every grading writes a receipt signed with the course's key. With the public key alone the signature is verified; where the
    grade, the submission or the course is at hand, their digests are compared too. Ends with exit code 1 when a receipt is
    false, 2 when one cannot be read.
    """
    check_json(json)
    if len(files) > 1 and (grade or submission):
        raise UsageError("--grade and --submission need a single FILE")
    at_hand = _course(course, needed=key is None)
    public = keys.read_public_key(key) if key is not None else _public_key_of(at_hand)
    told, codes = [], []
    for path in files:
        try:
            receipt = read_receipt(path)
            beside = grade or _there(path.parent / store.GRADE_FILE)
            handed_in = submission or _submitted(at_hand, receipt)
            problems = problems_of(
                receipt, public, grade=beside, submission=handed_in, with_folder=submission is None, course=at_hand
            )
        except UsageError as problem:
            told.append({"file": str(path), "genuine": None, "problems": [str(problem)]})
            codes.append(UsageError.exit_code)
            typer.echo(f"autograder: {problem}", err=True)
        else:
            told.append(_plain(path, receipt, problems))
            codes.append(1 if problems else 0)
            _show(path, receipt, problems, json)
    write_json(json, told)
    raise typer.Exit(max(codes))


def _show(path: Path, receipt: Receipt, problems: list[str], json: Path | None) -> None:
    about = receipt.statement
    for problem in problems:
        typer.echo(f"autograder: {path}: false: {problem}", err=True)
    if not problems:
        score = f"{about.score:g} of {about.max_score:g} points"
        line = f"{path}: genuine: {about.student}, {about.assignment}, {score}, graded {receipt.created}"
        output(json).print(line, markup=False, soft_wrap=True)


def _plain(path: Path, receipt: Receipt, problems: list[str]) -> dict[str, Any]:
    return {"file": str(path), "genuine": not problems, "problems": problems, "receipt": msgspec.to_builtins(receipt)}


def _course(folder: Path | None, *, needed: bool) -> Course | None:
    """The course at hand. Raises UsageError when there is none although it was named, or its key is needed."""
    if folder is not None:
        return load_course(folder)
    try:
        return load_course()
    except UsageError:
        if needed:
            raise UsageError("no course here: give its public key with --key, or its folder with --course") from None
        return None


def _public_key_of(course: Course | None) -> bytes:
    assert course is not None
    path = course.private / keys.PUBLIC_FILE
    if not path.is_file():
        raise UsageError(f"{path}: the course has no key yet; it is made by the first grading")
    return keys.read_public_key(path)


def _submitted(course: Course | None, receipt: Receipt) -> Path | None:
    if course is None:
        return None
    about = receipt.statement
    found = [a for a in course.assignments if a.name == about.assignment]
    inside = "/" not in about.student and about.student not in ("", ".", "..")
    return _there(course.submitted(found[0], about.student)) if found and inside else None


def _there(path: Path) -> Path | None:
    return path if path.is_file() else None
