"""Forms with one file, as servers read them."""

from __future__ import annotations

import io

import pytest
from python_multipart import create_form_parser

from autograder.client.multipart import form

NAMES = [
    "conv_by_hand.ipynb",
    "Übung 1 – Faltung (final).ipynb",
    'a"; name="student"; x=".ipynb',
    "two\r\nContent-Type: text/html\r\n\r\nlines.ipynb",
    "percent%22.ipynb",
    "日本語.ipynb",
    "lone \udcff surrogate.ipynb",
    "",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_form_holds_its_fields_and_file_whatever_the_file_is_called(name: str) -> None:
    """No file name adds a field, a header or a part, and the file's bytes arrive as they are."""
    data = b"\x00\r\n--x\r\n\xff" * 100
    body, kind = form({"assignment": "conv", "student": "ä\r\n--b"}, name, data)
    fields, files = {}, {}
    headers = {"Content-Type": kind.encode(), "Content-Length": str(len(body)).encode()}
    parser = create_form_parser(
        headers,
        lambda field: fields.update({field.field_name: field.value}),
        lambda file: (file.file_object.seek(0), files.update({file.field_name: file.file_object.read()})),
    )
    parser.write(body)
    parser.finalize()
    assert fields == {b"assignment": b"conv", b"student": "ä\r\n--b".encode()}
    assert files == {b"file": data}


def test_a_name_without_special_characters_is_sent_as_it_is() -> None:
    """What needs no quoting is not changed."""
    body, _ = form({}, "Übung 1.ipynb", b"")
    assert 'name="file"; filename="Übung 1.ipynb"\r\n'.encode() in io.BytesIO(body).read()
