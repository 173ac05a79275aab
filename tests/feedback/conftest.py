"""A realistic grade with its executed notebook, shared by the tests of the feedback room."""

from __future__ import annotations

import base64
import struct
import zlib
from collections.abc import Callable
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from autograder.grade import CheckResult, Diagnosis, Finding, Grade, Picture, QuestionResult


def png(width: int = 480, height: int = 160) -> bytes:
    """A grey chessboard as a PNG file."""
    rows = b"".join(b"\0" + bytes((x // 24 + y // 24) % 2 * 90 + 120 for x in range(width)) for y in range(height))
    parts = [(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in parts
    )


FLIPPED = Diagnosis(
    name="flipped_kernel",
    title="True convolution: the kernel is flipped before it slides",
    hint="Your activation map is that of a flipped kernel. Deep learning libraries cross-correlate: multiply without `[::-1]`.",
)


def check(name: str, title: str, question: str, **changes: Any) -> CheckResult:
    values = {"check": f"test_{question}::{name}", "title": title, "question": question, "weight": 1.0, "status": "passed"}
    return CheckResult(**(values | {"seconds": 0.012} | changes))


def example_questions() -> tuple[QuestionResult, ...]:
    conv = (
        check("test_identity", "A kernel with a single 1 in its middle copies the image", "conv2d", weight=1),
        check("test_output_size", "The activation map has ⌊(n + 2p − f) / s⌋ + 1 rows and columns", "conv2d", weight=1),
        check(
            "test_asymmetric", "The kernel slides over the image as it is", "conv2d", weight=2, status="failed",
            message="The activation map for a 9×7 image and a 3×2 kernel: values differ in 31 of 42 places.",
            hint="Work one place of the map out by hand with the kernel `[[1, 2], [3, 4]]`.", diagnosis=FLIPPED,
        ),
        check(
            "test_stride", "The kernel moves by the stride", "conv2d", weight=2, status="failed",
            message="The activation map for stride 2: its shape is (7, 6); it should shrink with the stride.",
            hint="Let the window move `stride` pixels at a time.", diagnosis=FLIPPED,
        ),
    )  # fmt: skip
    missing = "`max_pool` is not defined. Run the notebook from top to bottom and look for an error above it."
    pool = tuple(
        check(name, title, "max_pool", status="failed", message=missing, hint="Define `max_pool` in its answer cell.")
        for name, title in (
            ("test_largest", "The largest value of each window remains"),
            ("test_size_one", "A window of size 1 changes nothing"),
            ("test_negative", "Negative values are kept"),
        )
    )
    weights = (check("test_weights", "Six 5×5 kernels on three channels have 456 weights", "count_weights"),)
    edges = (
        check("test_vertical", "A vertical edge answers, a horizontal one does not", "sobel"),
        check(
            "test_constant", "A constant image has no edges", "sobel", status="error", message="KeyError: 'SECRET expected 42'"
        ),
    )
    return (
        QuestionResult(grade_id="conv2d", title="Slide a kernel over an image", score=2, max_score=6, checks=conv),
        QuestionResult(grade_id="max_pool", title="Max pooling", score=0, max_score=3, checks=pool),
        QuestionResult(grade_id="count_weights", title="Number of weights", score=1, max_score=1, checks=weights),
        QuestionResult(grade_id="sobel", title="Sobel edges", score=1, max_score=2, checks=edges),
        QuestionResult(grade_id="explain_edges", title="What does the edge filter see?", score=0, max_score=2, manual=True),
    )


def example_grade(**changes: Any) -> Grade:
    """One right question, one partly right, one missing, one with a broken check, one for a person."""
    questions = changes.pop("questions", example_questions())
    values: dict[str, Any] = {
        "student": "Zoë Müller-Lüdenscheidt",
        "assignment": "conv_by_hand",
        "status": "check_error",
        "score": sum(question.score for question in questions),
        "max_score": sum(question.max_score for question in questions),
        "questions": questions,
        "findings": (
            Finding(kind="missing_cell", cell="max_pool", message="The answer cell `max_pool` is missing, so its checks fail."),
            Finding(kind="locked_cell_changed", cell="imports", message="A given cell was changed; we ran the original."),
            Finding(kind="stopped", cell="cell 7", message="This cell ran longer than 60 seconds and was stopped."),
        ),
        "pictures": (
            Picture(title="Input, kernel and your activation map", alt="Three grids of numbers: input, kernel, map", png=png()),
        ),
        "message": "test_sobel::test_constant broke: KeyError: 'SECRET expected 42'",
        "submission_digest": "3f1c" * 16,
        "seconds": 2.345,
    }
    return Grade(**(values | changes))


CONV = '''def conv2d(image, kernel, stride=1, padding=0):
    """Cross-correlate `image` (rows, columns) with `kernel`."""
    kernel = kernel[::-1, ::-1]  # flip it, as in the maths course
    image = np.pad(image, padding)
    rows, columns = [(n - f) // stride + 1 for n, f in zip(image.shape, kernel.shape, strict=True)]
    result = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            window = image[i:i + kernel.shape[0], j:j + kernel.shape[1]]
            result[i, j] = np.sum(window * kernel)
    return result'''

INTRO = """# Convolution by hand

A **kernel** slides over an image. At each place the map holds a weighted sum,
$$y_{i,j} = \\sum_{a=0}^{f-1} \\sum_{b=0}^{f-1} x_{i s + a,\\, j s + b}\\; w_{a,b}$$
and its size is $\\lfloor (n + 2p - f)/s \\rfloor + 1$ for an input of size $n$.

| layer | kernel | weights |
|-------|:------:|--------:|
| conv  | 5×5    | 456 |
| pool  | 2×2    | 0 |

### What you need
- the image and kernel of [the lecture](https://example.org/lecture)
- `numpy` only, no library convolutions
"""

TRACEBACK = [
    "\x1b[31m---------------------------------------------------------------------------\x1b[39m",
    "\x1b[31mNameError\x1b[39m                                 Traceback (most recent call last)",
    "\x1b[36mCell\x1b[39m\x1b[36m \x1b[39m\x1b[32mIn[6]\x1b[39m\x1b[32m, line 1\x1b[39m\n"
    "\x1b[32m----> \x1b[39m\x1b[32m1\x1b[39m max_pool(image, \x1b[32m2\x1b[39m)",
    "\x1b[31mNameError\x1b[39m: name 'max_pool' is not defined",
]


def graded(cell: NotebookNode, grade_id: str) -> NotebookNode:
    cell.metadata["nbgrader"] = {"grade_id": grade_id, "grade": True, "solution": True, "locked": False, "schema_version": 3}
    return cell


def example_notebook() -> NotebookNode:
    """An executed notebook with Markdown, formulas, code, printed text, a progress bar, a picture, an error and HTML output."""
    progress = "".join(f"\r{i}/10 \x1b[32m{'━' * i}\x1b[0m{'╌' * (10 - i)} loss: {2.3 / i:.4f}" for i in range(1, 11)) + "\n"
    figure = new_output("display_data", {"image/png": base64.b64encode(png()).decode(), "text/plain": "<Figure size 480x160>"})
    frame = new_output("execute_result", {"text/html": "<table><tr><td>1</td></tr></table>", "text/plain": "   a\n0  1"})
    frame.execution_count = 5
    shown = new_code_cell("show(image, kernel, conv2d(image, kernel))", outputs=[figure])
    shown.metadata["autograder"] = {"alt": "The input, the kernel and your activation map, side by side"}
    epochs = "\n".join(f"epoch {i:3d}  loss {2.3 / (i + 1):.4f}  accuracy {1 - 0.9 / (i + 1):.3f}" for i in range(60))
    error = new_output("error", ename="NameError", evalue="name 'max_pool' is not defined", traceback=TRACEBACK)
    printed = [
        new_output("stream", name="stdout", text=progress),
        new_output("stream", name="stdout", text=epochs),
        new_output("stream", name="stderr", text="UserWarning: the learning rate is very large\n"),
    ]
    answer = "The filter answers where the **left** and right neighbours differ.\n\n> So it sees vertical edges."
    cells = [
        new_markdown_cell(INTRO),
        new_code_cell("import numpy as np\nimport matplotlib.pyplot as plt"),
        graded(new_code_cell(CONV), "conv2d"),
        shown,
        new_code_cell("pd.DataFrame({'a': [1]})", outputs=[frame]),
        new_code_cell("max_pool(image, 2)", outputs=[error]),
        new_code_cell("train()", outputs=printed),
        graded(new_markdown_cell(answer), "explain_edges"),
    ]
    notebook = new_notebook(cells=cells)
    nbformat.validate(notebook)
    return notebook


@pytest.fixture
def grade() -> Grade:
    return example_grade()


@pytest.fixture
def make_grade() -> Callable[..., Grade]:
    """The example grade with some fields changed."""
    return example_grade


@pytest.fixture
def make_check() -> Callable[..., CheckResult]:
    """``make_check(name, title, question, **changes)``: a passed check of weight 1 with some fields changed."""
    return check


@pytest.fixture
def notebook() -> NotebookNode:
    return example_notebook()


@pytest.fixture
def make_png() -> Callable[..., bytes]:
    """``make_png(width, height)``: a small PNG file."""
    return png


PAYLOADS = [
    "<script>window.ran = 1</script>",
    "<img src=x onerror='window.ran = 1'>",
    "\"><svg onload='window.ran = 1'>",
    "' onmouseover='window.ran = 1' autofocus onfocus='window.ran = 1' x='",
    "</style></title></textarea></pre><script>window.ran = 1</script>",
    "<iframe srcdoc='<script>parent.ran = 1</script>'></iframe>",
    "<details open ontoggle='window.ran = 1'>x</details>",
    "<body onload='window.ran = 1'><video><source onerror='window.ran = 1'></video>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror='window.ran = 1'>",
    "<!--><script>window.ran = 1</script-->",
    "<meta http-equiv=refresh content='0;url=https://evil.example/refresh'>",
    "<link rel=stylesheet href=https://evil.example/style.css><base href=https://evil.example/>",
    "<style>@import url(https://evil.example/import); * { background: url(https://evil.example/bg) }</style>",
    "<p style='background: url(https://evil.example/attr)'>x</p>",
    "<object data=https://evil.example/o></object><embed src=https://evil.example/e>",
    "<form action=https://evil.example/f><input type=image src=https://evil.example/i></form>",
    "<svg><image href=https://evil.example/svg /><use href=https://evil.example/u#x /></svg>",
    "![x](https://evil.example/picture.png) ![y](//evil.example/y.png)",
    "[x](javascript:window.ran=1) [y]( jAvAsCrIpT:window.ran=1) [z](java&#9;script:window.ran=1)",
    "[x](data:text/html;base64,PHNjcmlwdD53aW5kb3cucmFuPTE8L3NjcmlwdD4=) <javascript:window.ran=1>",
    "[x][1] ![y][1]\n\n[1]: javascript:window.ran=1 \"' onclick='window.ran = 1\"",
    "![\" onerror=\"window.ran = 1](data:image/png;base64,AAAA) ![a](attachment:k' onerror='window.ran=1)",
    '[`x`](https://example.org/"onmouseover="window.ran=1)',
    "# <img src=x onerror=window.ran=1>\n\n| <img src=x onerror=window.ran=1> |\n|---|\n| <script>window.ran = 1</script> |",
    '```"><script>window.ran = 1</script>\n<script>window.ran = 1</script>\n```',
    "`<script>window.ran = 1</script>` ``` `<img src=x onerror=window.ran=1>",
    "$\\text{<img/src=x/onerror=window.ran=1>}$ $$\\text{<script>window.ran=1</script>}$$ $\\href{javascript:window.ran=1}{x}$",
    "{{ cycler.__init__.__globals__ }}{% for x in ().__class__.__base__.__subclasses__() %}{% endfor %}{{ '<script>' | safe }}",
    "\x1b]8;;javascript:window.ran=1\x07link\x1b]8;;\x07 \x1b[31m<script>window.ran = 1</script>\x1b[0m",
    "&lt;script&gt;window.ran = 1&lt;/script&gt; &#60;img src=x onerror=window.ran=1&#62;",
    "user\u202egpj.exe\u2066 \ud800 \0 \x08 \x9b \u2028 <script\x00>window.ran = 1</script>",
    "+ADw-script+AD4-window.ran=1+ADw-/script+AD4-",
]
MIMES = [
    "text/html", "text/markdown", "text/latex", "text/plain", "image/svg+xml", "image/png", "image/jpeg",
    "application/javascript", "application/json",
    "application/vnd.jupyter.widget-view+json", "text/x-<script>window.ran = 1</script>",
]  # fmt: skip


def poisoned_grade(payload: str) -> Grade:
    """A grade with ``payload`` in each of its texts, in every kind of check and question."""
    diagnosis = Diagnosis(name=payload, title=payload, hint=payload)
    checks = tuple(
        check(payload, payload, payload, status=status, message=payload, hint=payload, diagnosis=diagnosis)
        for status in ("passed", "failed", "failed", "error")
    )
    questions = (
        QuestionResult(grade_id=payload, title=payload, score=1, max_score=4, checks=checks),
        QuestionResult(grade_id="m", title=payload, score=0, max_score=1, manual=True),
    )
    return example_grade(
        student=payload,
        assignment=payload,
        questions=questions,
        findings=tuple(Finding(kind="cell_error", cell=cell, message=payload) for cell in (payload, "cell 1")),
        pictures=(
            Picture(title=payload, alt=payload, png=png(8, 8)),
            Picture(title=payload, alt=payload, png=payload.encode("utf-8", "replace")),
        ),
        message=payload,
        submission_digest=payload,
    )


def poisoned_notebook(payload: str) -> dict[str, Any]:
    """A notebook with ``payload`` in every place that student code or a student's editor can write."""
    picture = {"image/png": base64.b64encode(png(8, 8)).decode(), "text/plain": payload}
    outputs: list[dict[str, Any]] = [
        {"output_type": "stream", "name": name, "text": payload} for name in ("stdout", "stderr", payload)
    ]
    outputs += [{"output_type": "display_data", "data": {mime: payload}, "metadata": {}} for mime in MIMES]
    outputs += [{"output_type": "execute_result", "data": {mime: payload, "text/plain": payload}} for mime in MIMES]
    outputs += [{"output_type": "display_data", "data": picture}]
    outputs += [{"output_type": "error", "ename": payload, "evalue": payload, "traceback": [payload, payload]}]
    metadata = {"nbgrader": {"grade_id": payload}, "autograder": {"alt": payload}, "tags": [payload]}
    attachments = {payload: {payload: payload}, "k": {"image/png": payload}}
    sources = {"source": payload, "metadata": metadata, "id": payload}
    return {
        "cells": [
            {"cell_type": "markdown", "attachments": attachments, **sources},
            {"cell_type": "code", "outputs": outputs, "execution_count": payload, **sources},
            {"cell_type": "raw", **sources},
        ]
    }


@pytest.fixture
def payloads() -> list[str]:
    """Stored-XSS attempts; ``window.ran`` is set or ``evil.example`` is asked where one works."""
    return PAYLOADS


@pytest.fixture
def make_poisoned() -> Callable[[str], tuple[Grade, dict[str, Any]]]:
    """``make_poisoned(payload)``: a grade and a notebook with the payload in every text."""
    return lambda payload: (poisoned_grade(payload), poisoned_notebook(payload))
