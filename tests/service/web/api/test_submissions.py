"""Handing in over the API, and following what was handed in."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from sqlalchemy import func, select
from starlette.testclient import TestClient

from autograder.course import Course
from autograder.service.database import Database
from autograder.service.tables import Content, Submission
from tests.service.seed import NOTEBOOK, a_grade, graded, hand_in
from tests.service.web.callers import bearer, browser, csrf_of, token

URL = "/api/v1/submissions"


@pytest.fixture
def anna(database: Database) -> dict[str, str]:
    """The header of a student."""
    return bearer(token(database, "anna"))


def send(client: TestClient, headers: dict[str, str], data: bytes = NOTEBOOK, name: str = "first.ipynb", **fields: str) -> Any:
    return client.post(URL, headers=headers, data={"assignment": "first"} | fields, files={"file": (name, data)})


def raw(client: TestClient, headers: dict[str, str], *parts: bytes, kind: str = "multipart/form-data; boundary=b") -> Any:
    """Send a form as its bytes."""
    body = b"".join(b"--b\r\n" + part + b"\r\n" for part in parts) + b"--b--\r\n"
    return client.post(URL, headers=headers | {"Content-Type": kind}, content=body)


def part(name: str, value: bytes, more: str = "", *lines: str) -> bytes:
    head = "\r\n".join([f'Content-Disposition: form-data; name="{name}"{more}', *lines])
    return head.encode() + b"\r\n\r\n" + value


FIELD = part("assignment", b"first")
FILE = part("file", NOTEBOOK, '; filename="first.ipynb"')


def stored(database: Database) -> list[Submission]:
    with database.read() as db:
        return list(db.scalars(select(Submission).order_by(Submission.received_at)))


def code(answer: Any) -> str:
    """The code of an error answer, which has the shape that all have."""
    assert answer.headers["content-type"] == "application/json"
    assert set(answer.json()) == {"error"}
    assert set(answer.json()["error"]) == {"code", "message"}
    return str(answer.json()["error"]["code"])


def test_a_notebook_is_taken(client: TestClient, database: Database, anna: dict[str, str]) -> None:
    """Handing in answers 201 with the submission and where to find it; row and bytes are stored by then."""
    answer = send(client, anna)
    assert answer.status_code == 201
    [made] = stored(database)
    assert answer.json() | {"id": made.id, "student": "anna", "state": "queued", "position": 1, "attempt": 1} == answer.json()
    assert answer.headers["location"] == f"{URL}/{made.id}"
    assert client.get(answer.headers["location"], headers=anna).json() == answer.json()
    with database.read() as db:
        assert db.get_one(Content, made.content).data == NOTEBOOK
    assert (made.origin, made.sent_by, made.file_name) == ("api", "anna", "first.ipynb")


def test_an_archive_is_taken(client: TestClient, database: Database, anna: dict[str, str]) -> None:
    """A zip archive is kept whole beside its notebook."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("first.ipynb", NOTEBOOK)
        archive.writestr("model.pt", b"weights")
    assert send(client, anna, file.getvalue(), "work.zip").status_code == 201
    [made] = stored(database)
    with database.read() as db:
        assert db.get_one(Content, made.archive).data == file.getvalue()
        assert db.get_one(Content, made.content).data == NOTEBOOK


def test_a_repeated_key_is_one_submission(client: TestClient, database: Database, anna: dict[str, str]) -> None:
    """The same key and file give the same submission with 200; another file under the key is refused."""
    keyed = anna | {"Idempotency-Key": "k1"}
    first, again = send(client, keyed), send(client, keyed)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["id"] == again.json()["id"]
    other = send(client, keyed, NOTEBOOK + b" ")
    assert (other.status_code, code(other)) == (409, "key_taken")
    assert len(stored(database)) == 1


def test_odd_keys_are_refused(client: TestClient, database: Database, anna: dict[str, str]) -> None:
    """A key is a short word of printable ASCII."""
    for key in ("", "x" * 129, "with space", "t\tb", "ü"):
        odd: Any = anna | {"Idempotency-Key": key.encode()}
        assert send(client, odd).status_code == 422, key
    assert stored(database) == []


def test_attempts_are_limited(client: TestClient, database: Database, anna: dict[str, str]) -> None:
    """The fourth submission of an assignment with three attempts is refused with 409."""
    answers = [send(client, anna, NOTEBOOK + b" " * number, assignment="second") for number in range(4)]
    assert [answer.status_code for answer in answers] == [201, 201, 201, 409]
    assert code(answers[3]) == "no_attempts"


def test_an_unreadable_file_costs_nothing(client: TestClient, database: Database, anna: dict[str, str]) -> None:
    """What is no notebook is refused with the reason, and nothing is stored."""
    answer = send(client, anna, b"%PDF-1.7 \xff", "first.ipynb")
    assert (answer.status_code, code(answer)) == (422, "unreadable")
    assert "not a notebook" in answer.json()["error"]["message"]
    assert stored(database) == []


def test_what_is_missing_is_named(client: TestClient, anna: dict[str, str]) -> None:
    """A form without file, assignment or anything else says which field it wants, and repeats no value."""
    assert "body.file: Field required" in raw(client, anna, FIELD).json()["error"]["message"]
    assert "body.assignment: Field required" in raw(client, anna, FILE).json()["error"]["message"]
    told = raw(client, anna, FILE, FIELD, part("pasword", b"hunter2"))
    assert (told.status_code, code(told)) == (422, "invalid")
    assert "hunter2" not in told.text


def test_unknown_assignments_and_students_are_404(client: TestClient, database: Database) -> None:
    """Names that do not exist are not found, and no nearest name of another is told."""
    robot = bearer(token(database, "robot"))
    assert (send(client, robot, assignment="frist").status_code, send(client, robot, student="nina").status_code) == (404, 404)


def test_who_may_hand_in_for_whom(client: TestClient, database: Database, anna: dict[str, str]) -> None:
    """Students hand in for themselves, CI and instructors for everybody, tutors for nobody else; a reading token for none."""
    assert send(client, anna, student="anna").status_code == 201
    for person, status in {"anna": 403, "tom": 403, "robot": 201, "ina": 201}.items():
        assert send(client, bearer(token(database, person)), student="ben").status_code == status
    assert send(client, bearer(token(database, "anna", ["read"]))).status_code == 403
    assert {(made.person_id, made.sent_by, made.origin) for made in stored(database)} == {
        ("anna", "anna", "api"), ("ben", "robot", "ci"), ("ben", "ina", "api"),
    }  # fmt: skip


def test_origins_are_known_ones(client: TestClient, database: Database, anna: dict[str, str]) -> None:
    """Where a submission comes from is one of a few words."""
    for origin in ("colab", "ci", "api"):
        assert send(client, anna | {"X-Origin": origin}).status_code == 201
    for origin in ("web", "<script>", ""):
        assert send(client, anna | {"X-Origin": origin}).status_code == 422, origin
    assert [made.origin for made in stored(database)] == ["colab", "ci", "api"]


def test_nobody_unknown_hands_in(client: TestClient, database: Database) -> None:
    """Without a token nothing is read, and nothing is stored."""
    answer = send(client, {})
    assert (answer.status_code, code(answer)) == (401, "not_signed_in")
    assert send(client, bearer("agt_" + "x" * 40)).status_code == 401
    assert stored(database) == []


def test_a_browser_hands_in_with_its_csrf_token(app: Any, database: Database) -> None:
    """A session may use the API from our own pages; without the CSRF token nothing is done."""
    anna = browser(app, database, "anna")
    assert send(anna, {}).status_code == 403
    assert stored(database) == []
    assert send(anna, {"X-CSRF-Token": csrf_of(anna)}).status_code == 201
    assert send(anna, {}, NOTEBOOK + b" ", csrf=csrf_of(anna)).status_code == 201


NAMES = {
    "Übung 1 – Lösung.ipynb": "Übung 1 – Lösung.ipynb",
    "../../etc/passwd": "passwd",
    "C:\\fakepath\\first.ipynb": "first.ipynb",
    "<img src=x onerror=alert(1)>.ipynb": "<img src=x onerror=alert(1)>.ipynb",
    "a\u202egnp.ipynb": "agnp.ipynb",
    "日本語 📓.ipynb": "日本語 📓.ipynb",
    "x" * 250: "x" * 100,
}


def test_file_names_are_kept_cleaned(client: TestClient, database: Database, anna: dict[str, str]) -> None:
    """Whatever a file is called, it is taken, and its name is bounded and without folders."""
    for name in NAMES:
        named = f'; filename="{name}"'.replace("\\", "\\\\")
        assert raw(client, anna, FIELD, part("file", NOTEBOOK, named)).status_code == 201, name
    assert [made.file_name for made in stored(database)] == list(NAMES.values())


def test_the_type_a_file_claims_does_not_matter(client: TestClient, anna: dict[str, str]) -> None:
    """A file is what its bytes are, and is given back as a notebook to be saved, whatever it was sent as."""
    for kind in ("text/html", "image/png", "application/x-msdownload", "nonsense", "\t"):
        made = raw(client, anna, FIELD, part("file", NOTEBOOK, '; filename="x.html"', f"Content-Type: {kind}"))
        assert made.status_code == 201, kind
        back = client.get(f"{URL}/{made.json()['id']}/notebook", headers=anna)
        assert back.content == NOTEBOOK
        assert back.headers["content-type"] == "application/x-ipynb+json"
        assert back.headers["content-disposition"].startswith("attachment; ")
        assert back.headers["x-content-type-options"] == "nosniff"


ODD_FORMS: list[tuple[tuple[bytes, ...], int]] = [
    ((FIELD, FIELD, FILE), 422),
    ((FIELD, FILE, FILE), 400),
    ((FIELD, part("file", NOTEBOOK)), 422),
    ((part("assignment", b"first", '; filename="x"'), FILE), 400),
    ((*(part(f"f{number}", b"") for number in range(50)), FIELD, FILE), 400),
    ((part("assignment", b"f" * 10_000), FILE), 400),
    ((part("assignment", b"first\0"), FILE), 404),
    ((part("assignment", b"\xff\xfe"), FILE), 404),
    ((FIELD, part("student", b"an\0na"), FILE), 422),
    ((FIELD, part("student", b"../ben"), FILE), 422),
    ((part("assignment", b"first", "", "X: " + "y" * 100_000), FILE), 400),
    ((part("assignment", b"first", "", *(f"X{number}: y" for number in range(1000))), FILE), 400),
    ((b"no header at all", FIELD, FILE), 400),
]


def test_odd_forms_are_refused(client: TestClient, database: Database, anna: dict[str, str]) -> None:
    """Fields twice, files instead of fields, too many or too large parts, NUL and damage: 4xx, and nothing is stored."""
    for parts, status in ODD_FORMS:
        answer = raw(client, anna, *parts)
        assert (answer.status_code, bool(code(answer))) == (status, True), parts[0][:80]
    assert stored(database) == []


def test_other_bodies_are_refused(client: TestClient, anna: dict[str, str]) -> None:
    """What is no multipart form is named with 415; a form whose parts cannot be told apart is refused with 4xx."""
    for kind in ("application/json", "text/plain", "application/x-www-form-urlencoded", ""):
        assert raw(client, anna, FIELD, FILE, kind=kind).status_code == 415, kind
    for boundary in ("", "; boundary=", "; boundary=" + "x" * 300):
        assert raw(client, anna, FIELD, FILE, kind=f"multipart/form-data{boundary}").status_code in (400, 422), boundary


def test_too_large_a_form_is_413(client: TestClient, database: Database, anna: dict[str, str]) -> None:
    """Above the upload's limit the answer is 413, with or without a declared length."""
    large = bytes(26 * 2**20)
    assert send(client, anna, large).status_code == 413
    pieces = (large[at : at + 2**20] for at in range(0, len(large), 2**20))
    kind = {"Content-Type": "multipart/form-data; boundary=b"}
    assert client.post(URL, headers=anna | kind, content=pieces).status_code == 413
    assert stored(database) == []


def test_lists_hold_what_the_caller_may_see(client: TestClient, course: Course, database: Database) -> None:
    """Students see their own, CI what it sent, tutors and instructors all; newest first."""
    hers, his = hand_in(database, course, "anna"), hand_in(database, course, "ben")
    sent = send(client, bearer(token(database, "robot")), student="ben").json()["id"]
    seen = {"anna": [hers], "ben": [sent, his], "robot": [sent], "tom": [sent, his, hers], "ina": [sent, his, hers]}
    for person, ids in seen.items():
        found = client.get(URL, headers=bearer(token(database, person)))
        assert [one["id"] for one in found.json()] == ids, person
    assert client.get(URL, headers=bearer(token(database, "anna", ["submit"]))).status_code == 403
    assert client.get(URL).status_code == 401


def test_lists_are_filtered_and_paged(client: TestClient, course: Course, database: Database) -> None:
    """Filters narrow a list and never widen it; pages follow each other without a gap."""
    ids = [graded(database, course, a_grade("anna")) for _ in range(3)] + [hand_in(database, course, "anna", "second")]
    hand_in(database, course, "ben")
    anna, tom = bearer(token(database, "anna")), bearer(token(database, "tom"))

    def found(headers: dict[str, str], **query: str | int) -> list[str]:
        return [one["id"] for one in client.get(URL, headers=headers, params=query).json()]

    assert found(anna, assignment="second") == ids[3:]
    assert found(anna, state="graded") == ids[2::-1]
    assert found(anna, student="ben") == []
    assert found(tom, student="anna", assignment="first", limit=2) == [ids[2], ids[1]]
    assert found(tom, student="anna", assignment="first", after=ids[1]) == [ids[0]]
    assert client.get(URL, headers=anna, params={"after": "0" * 16}).status_code == 404


def test_a_submission_of_others_is_not_there(client: TestClient, course: Course, database: Database) -> None:
    """What a caller may not see answers exactly as what does not exist, with every method and below every address."""
    hers = graded(database, course, a_grade("anna"))
    for headers in (
        bearer(token(database, "ben")),
        bearer(token(database, "robot")),
        bearer(token(database, "anna", ["submit"])),
    ):
        for below in ("", "/result", "/results.json", "/junit", "/markdown", "/feedback", "/receipt", "/notebook", "/archive"):
            answer, unknown = (client.get(f"{URL}/{one}{below}", headers=headers) for one in (hers, "0" * 16))
            assert (answer.status_code, answer.json()) == (404, unknown.json())
    assert client.get(URL, headers=bearer(token(database, "ben")), params={"after": hers}).status_code == 404


def test_nothing_is_stored_twice(client: TestClient, database: Database, anna: dict[str, str]) -> None:
    """The same file again is another submission of the same stored bytes."""
    assert [send(client, anna).status_code for _ in range(3)] == [201] * 3
    with database.read() as db:
        assert db.scalar(select(func.count()).select_from(Content)) == 1
