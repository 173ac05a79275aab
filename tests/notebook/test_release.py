"""A release holds placeholders instead of solutions, locked cells, and the same bytes every time."""

from __future__ import annotations

import copy
import json

import nbformat
import pytest
from nbformat import v4
from nbgrader import utils

from autograder.errors import AuthorError
from autograder.notebook.release import KERNELSPEC, make_release, to_bytes


def test_solutions_become_placeholders(build):
    release = make_release(build.source())
    nbformat.validate(release)
    head = 'def scale(values, factor):\n    """Each value times the factor."""\n'
    assert release.cells[3].source == head + "    # YOUR CODE HERE\n    raise NotImplementedError()"
    assert release.cells[7].source == "YOUR ANSWER HERE"
    assert release.cells[8].source == "print('the end')"
    for gone in (b"SOLUTION", b"np.mean", b"np.asarray", b"vanishes"):
        assert gone not in to_bytes(release)


def test_nbgrader_recognises_placeholders_and_locks(build):
    """Checksums are those of the placeholders: nbgrader calls an untouched answer unanswered."""
    release = make_release(build.source())
    for index in (3, 6, 7):
        cell = release.cells[index]
        assert cell.metadata.deletable is False
        assert "editable" not in cell.metadata
        assert utils.determine_grade(cell) == (0, cell.metadata.nbgrader.points)
    for index in (1, 4):
        assert release.cells[index].metadata.deletable is False
        assert release.cells[index].metadata.editable is False
    assert "deletable" not in release.cells[8].metadata


def test_the_source_is_not_changed(build):
    source = build.source()
    before = copy.deepcopy(source)
    make_release(source, colab_url="https://example.org")
    assert source == before


def test_the_same_source_gives_the_same_bytes(build):
    """Outputs, times, versions and the author's editor leave no trace."""
    first = build.source()
    second = build.source()
    second.metadata = nbformat.from_dict(
        {
            "kernelspec": {"name": "my-env", "display_name": "My env", "language": "python"},
            "language_info": {"name": "python", "version": "3.12.1"},
            "widgets": {"application/vnd.jupyter.widget-state+json": {"state": {}}},
            "celltoolbar": "Create Assignment",
            "vscode": {"interpreter": {"hash": "x"}},
        }
    )
    for cell in second.cells:
        cell.metadata.update(execution={"iopub.execute_input": "2026-01-01"}, collapsed=True, scrolled=False, ExecuteTime="x")
        if cell.cell_type == "code":
            cell.execution_count = 7
            cell.outputs = [v4.new_output("stream", text="12 s")]
    made = make_release(second)
    assert to_bytes(made) == to_bytes(make_release(first)) == to_bytes(make_release(second))
    assert made.metadata == {"kernelspec": KERNELSPEC, "language_info": {"name": "python"}}


def test_ids_that_are_missing_or_used_twice_are_made_from_the_position(build):
    source = build.source()
    del source.cells[0]["id"]
    source.cells[3].id = source.cells[2].id
    ids = [cell.id for cell in make_release(source).cells]
    assert ids == ["cell-1", "c2", "c3", "cell-4", "c5", "c6", "c7", "c8", "c9"]


def test_our_own_metadata_and_tags_stay(build):
    source = build.source()
    source.cells[4].metadata.update(tags=["feedback-figure"], autograder={"alt": "An image and its activation map."})
    cell = make_release(source).cells[4]
    assert cell.metadata.tags == ["feedback-figure"]
    assert cell.metadata.autograder.alt == "An image and its activation map."


def test_bytes_are_a_readable_file(build):
    raw = to_bytes(make_release(build.source()))
    assert raw.endswith(b"}\n")
    assert json.loads(raw)["nbformat_minor"] == 5
    nb = build.notebook(build.code("x = '\ud83d'"))
    assert b"x = '?'" in to_bytes(nb)


def test_all_problems_in_one_error(build):
    source = build.source()
    source.cells[3].source = source.cells[3].source.replace("### END", "## END")
    source.cells[6].metadata.nbgrader.points = -1
    with pytest.raises(AuthorError) as caught:
        make_release(source)
    lines = str(caught.value).split("\n")
    assert len(lines) == 2
    assert lines[0].startswith("cell scale, line 5: '## END SOLUTION' is no delimiter")
    assert lines[1] == "cell centre: its points are negative (-1)"


def test_a_solution_that_also_stands_elsewhere_is_refused(build):
    source = build.source()
    source.cells[8].source = "# return values - middle[np.newaxis]"
    with pytest.raises(AuthorError, match=r"cell 9, line 1: it shows `return values - middle\[np.newaxis\]`"):
        make_release(source)


def test_the_release_itself_is_searched_once_more(build, monkeypatch):
    """Should lint or nbgrader ever let a solution through, the release is still refused."""
    monkeypatch.setattr("autograder.notebook.release._preprocess", lambda nb: None)
    with pytest.raises(AuthorError) as caught:
        make_release(build.source())
    assert "cell scale, line 3: `BEGIN SOLUTION` is left in the release" in str(caught.value)
    assert "cell scale, line 4: it shows `return np.asarray(values) * float(factor)`" in str(caught.value)


def test_nbgraders_own_refusal_is_an_author_error(build):
    source = build.source()
    source.metadata.kernelspec.language = "R"
    assert make_release(source).metadata.kernelspec == KERNELSPEC  # the kernel is set before nbgrader looks at it
    source.cells[1].metadata.nbgrader["checksum"] = "short"
    with pytest.raises(AuthorError, match="nbgrader's CheckCellMetadata refuses the notebook"):
        make_release(source)


def test_colab_badge(build):
    plain = make_release(build.source())
    url = "https://colab.research.google.com/github/a/b/blob/main/release/c d/(x).ipynb"
    badged = make_release(build.source(), colab_url=url)
    assert badged.cells[1:] == plain.cells
    assert badged.cells[0].cell_type == "markdown"
    assert badged.cells[0].source.startswith(
        "[![Open in Colab](https://colab.research.google.com/assets/colab-badge.svg)](https://"
    )
    assert badged.cells[0].source.endswith("/release/c%20d/%28x%29.ipynb)")
    nbformat.validate(badged)
