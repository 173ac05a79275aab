"""Only whole PNG and JPEG pictures of a sane size reach a page."""

from __future__ import annotations

import base64
import io
import struct
import zlib
from collections.abc import Callable

import pytest
from PIL import Image as Pillow

from autograder.feedback.images import Image, from_base64, from_bytes, from_data_url

MakePng = Callable[..., bytes]


def test_a_png_keeps_its_bytes_and_tells_its_size(make_png: MakePng) -> None:
    data = make_png(30, 20)
    assert from_bytes(data) == Image(f"data:image/png;base64,{base64.b64encode(data).decode()}", 30, 20)


@pytest.mark.parametrize("progressive", [False, True])
def test_a_jpeg_tells_its_size(progressive: bool) -> None:
    file = io.BytesIO()
    Pillow.new("RGB", (31, 17), "red").save(file, "JPEG", progressive=progressive)
    image = from_bytes(file.getvalue())
    assert image is not None
    assert (image.width, image.height) == (31, 17)
    assert image.url.startswith("data:image/jpeg;base64,")


@pytest.mark.parametrize(
    "data", [b"", b"GIF89a", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"]
)
def test_anything_else_is_no_picture(data: bytes) -> None:
    assert from_bytes(data) is None


def test_a_damaged_png_is_no_picture(make_png: MakePng) -> None:
    data = make_png(30, 20)
    assert from_bytes(data[:-12]) is None
    assert from_bytes(data[:40] + bytes([data[40] ^ 1]) + data[41:]) is None


@pytest.mark.parametrize(("width", "height"), [(0, 5), (5, 0), (100_000, 1), (16_000, 16_000), (2**32 - 1, 2**32 - 1)])
def test_a_picture_that_would_fill_the_readers_memory_is_refused(make_png: MakePng, width: int, height: int) -> None:
    data = make_png(4, 4)
    header = b"IHDR" + struct.pack(">II", width, height) + data[24:29]
    assert from_bytes(data[:12] + header + struct.pack(">I", zlib.crc32(header)) + data[33:]) is None


def test_base64_is_read_as_notebooks_store_it(make_png: MakePng) -> None:
    stored = base64.encodebytes(make_png(4, 4)).decode()
    assert "\n" in stored
    assert from_base64(stored) == from_bytes(make_png(4, 4))
    assert from_base64("not base64!") is None
    assert from_base64("é") is None


def test_only_png_and_jpeg_data_urls_are_read(make_png: MakePng) -> None:
    body = base64.b64encode(make_png(4, 4)).decode()
    assert from_data_url(f"data:image/png;base64,{body}") == from_bytes(make_png(4, 4))
    assert from_data_url(f"data:image/svg+xml;base64,{body}") is None
    assert from_data_url(f'data:image/png;base64,{body}" onerror="alert(1)') is None
    assert from_data_url("https://example.org/x.png") is None
