"""A release that shows a line of the solution is caught, wherever the line stands; trivial lines are not."""

from __future__ import annotations

import base64

import pytest
from nbformat import NotebookNode, v4

from autograder.notebook.leaks import find_leaks, lines_worth_hiding
from autograder.notebook.release import make_release

LINE = "return np.asarray(values) * float(factor)"


def leaks(build, change) -> list[tuple[str, int]]:
    """Where leaks are found in the release after ``change(release)``."""
    source = build.source()
    release = make_release(source)
    change(release)
    return [(problem.cell, problem.line) for problem in find_leaks(source, release)]


def test_a_release_made_well_has_no_leaks(build):
    assert leaks(build, lambda release: None) == []


@pytest.mark.parametrize(
    "text",
    [
        LINE,
        f"    # {LINE}",
        "#return np.asarray( values )*float( factor )",
        f"Write `{LINE}` here.",
        "return np.asarray(values) * \\\n    float(factor)",
        f"y = 1\n{LINE}\ny = 2",
        f"x = 3;{LINE}",
    ],
)
@pytest.mark.parametrize("cell", [0, 1, 3, 4, 8])
def test_in_code_comments_and_text(text, cell, build):
    """The line is found in every visible cell, the answer cell itself included, with its cell and line."""

    def change(release: NotebookNode) -> None:
        release.cells[cell].source += "\n\n" + text

    [(name, line)] = leaks(build, change)
    assert name == ["cell 1", "imports", None, "scale", "scale_example", None, None, None, "cell 9"][cell]
    first = {0: 4, 1: 3, 3: 6, 4: 3, 8: 3}[cell]
    assert line == first + text.startswith("y = 1")


def test_quotes_do_not_count(build):
    region = "### BEGIN SOLUTION\nraise ValueError('the kernel ' + name)\n### END SOLUTION"
    source = build.notebook(build.answer("q", region), build.code('raise ValueError("the kernel " + name)'))
    assert [p.cell for p in find_leaks(source, source) if "BEGIN" not in p.message and "END" not in p.message] == [
        "q",
        "cell 2",
    ]


@pytest.mark.parametrize("text", [f"my_{LINE}", f"{LINE[:-1]}s)", "return np.asarray(values)"])
def test_longer_names_and_parts_of_a_line_are_no_leak(text, build):
    assert leaks(build, lambda release: release.cells[8].update(source=text)) == []


def test_in_metadata_outputs_and_attachments(build):
    def metadata(release):
        release.cells[8].metadata["note"] = {"deep": ["x", LINE]}

    def notebook_metadata(release):
        release.metadata["note"] = LINE

    def attachment(release):
        release.cells[0].attachments = {"a.txt": {"text/plain": base64.b64encode(LINE.encode()).decode()}}

    def picture(release):
        release.cells[0].attachments = {"a.png": {"image/png": base64.b64encode(b"\x89PNG\xff").decode()}}

    def output(release):
        release.cells[8].outputs = [v4.new_output("execute_result", data={"text/plain": f"'{LINE}'"})]

    assert leaks(build, metadata) == [("cell 9", 0)]
    assert leaks(build, notebook_metadata) == [("metadata of the notebook", 0)]
    assert leaks(build, attachment) == [("cell 1", 0)]
    assert leaks(build, picture) == []
    assert leaks(build, output) == [("cell 9", 0)]


def test_a_text_answer(build):
    answer = "Because the mean then vanishes along the first axis."
    assert leaks(build, lambda release: release.cells[8].update(source=f"# {answer}")) == [("cell 9", 1)]
    assert leaks(build, lambda release: release.cells[8].update(source="Because the mean")) == []


def test_a_delimiter_that_is_left(build):
    assert leaks(build, lambda release: release.cells[8].update(source="x\n### END SOLUTION")) == [("cell 9", 2)]


def test_a_cell_may_allow_it(build):
    """The permission covers the text of the cell that gives it, not its outputs and no other cell."""

    def change(release):
        for index in (1, 8):
            release.cells[index].source += f"\n{LINE}"
        release.cells[8].metadata["autograder"] = {"shows_solution": True}

    assert leaks(build, change) == [("imports", 2)]


@pytest.mark.parametrize(
    "line",
    [
        "return x",
        "return",
        "pass",
        "import numpy as np",
        "from a import b, c, d, e",
        "def f(a, b=np.zeros((3, 3))):",
        "class Net(keras.Model):",
        "@tf.function(jit_compile=True)",
        "else:",
        "try:",
        "finally:",
        "except ValueError:",
        "x = y",
        "height, width = image.shape",
        "for i in range(height):",
        "for i, row in enumerate(image):",
        "for i in range(n - 1):",
        "while True:",
        "x = x + 1",
        "n = len(values)",
        "out = []",
        "model = keras.Sequential()",
        "model = keras.Sequential([",
        "])",
        ")",
        'plt.plot(x, model.predict(x), label="fit")',
        "print(np.sum(window * kernel))",
        "# out[i, j] = np.sum(window * kernel)",
        '"""The sum of all products in the window of the image."""',
    ],
)
def test_trivial_lines(line, build):
    assert lines_worth_hiding(build.notebook(build.answer("q", f"### BEGIN SOLUTION\n{line}\n### END SOLUTION"))) == []


def test_docstrings_of_solutions_are_trivial(build):
    text = 'def f(x):\n    """Sums products.\n\n    Takes a * b + c, np.sum(x * y).\n    """\n    return x'
    assert lines_worth_hiding(build.notebook(build.answer("q", f"### BEGIN SOLUTION\n{text}\n### END SOLUTION"))) == []


@pytest.mark.parametrize(
    "line",
    [
        "out[i, j] = np.sum(window * kernel) + bias",
        "return np.sum(window * kernel)",
        "for i in range(0, height - size + 1, stride):",
        "elif kernel.shape[0] > image.shape[0]:",
        "if kernel.shape[0] > image.shape[0]:",
        "while abs(error) > tolerance * scale:",
        "total += image[i, j] * kernel[i, j]",
        "window = image[i : i + 3, j : j + 3]  # the window",
        'layers.Conv2D(8, (5, 5), activation="tanh"),',
        'model.add(layers.Dense(10, activation="softmax"))',
        "loss = 0.5 * (((y - mean) / sigma) ** 2",
        "return keras.ops.mean(residual)",
    ],
)
def test_lines_worth_hiding(line, build):
    [found] = lines_worth_hiding(build.notebook(build.answer("q", f"### BEGIN SOLUTION\n{line}\n### END SOLUTION")))
    assert (found.cell, found.line) == ("q", 2)
    assert found.text == line.split("  #")[0]
