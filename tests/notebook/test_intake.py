"""Intake keeps a student's answers and own cells, restores everything else, and says what it did."""

from __future__ import annotations

import copy

import nbformat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nbformat import NotebookNode, v4

from autograder.errors import AuthorError
from autograder.notebook.cells import grade_id_of, named_cells
from autograder.notebook.intake import Intake, take_in
from autograder.notebook.release import make_release, to_bytes
from tests.notebook.conftest import Build

ANSWER = "def scale(values, factor):\n    return [factor * value for value in values]"
IMPORTS, SCALE, EXAMPLE, CENTRE, WHY, END = 1, 3, 4, 6, 7, 8


class Class_:
    """A source, its release, and a submission to be changed."""

    def __init__(self, build) -> None:
        self.build = build
        self.source = build.source()
        self.release = make_release(self.source)
        self.nb = copy.deepcopy(self.release)
        self.nb.cells[SCALE].source = ANSWER
        self.nb.cells[CENTRE].source = "def centre(values):\n    return values - np.mean(values, 0)"
        self.nb.cells[WHY].source = "As the sum is zero."

    def take(self) -> Intake:
        before = [to_bytes(nb) for nb in (self.source, self.release)], copy.deepcopy(self.nb)
        taken = take_in(self.source, self.release, self.nb)
        assert ([to_bytes(nb) for nb in (self.source, self.release)], self.nb) == before
        nbformat.validate(taken.notebook)
        return taken


@pytest.fixture
def given_(build) -> Class_:
    return Class_(build)


def found(taken: Intake) -> list[tuple[str, str]]:
    assert all(finding.message and "\n" not in finding.message for finding in taken.findings)
    return [(finding.kind, finding.cell) for finding in taken.findings]


def texts(taken: Intake) -> list[str]:
    return [cell.source for cell in taken.notebook.cells]


def test_a_faultless_submission_is_taken_as_it_is(given_):
    taken = given_.take()
    assert taken.findings == ()
    assert texts(taken) == [cell.source for cell in given_.nb.cells]
    assert taken.sources == {name: given_.nb.cells[i].source for name, i in [("scale", 3), ("centre", 6), ("why", 7)]}
    assert taken.notebook.metadata == given_.release.metadata


def test_the_release_itself_is_unanswered(given_):
    """Placeholders, also with other white space at line ends, and empty cells are no answers."""
    given_.nb = copy.deepcopy(given_.release)
    given_.nb.cells[SCALE].source = given_.nb.cells[SCALE].source.replace("\n", "  \r\n") + "\n\n"
    given_.nb.cells[WHY].source = " \n"
    taken = given_.take()
    assert found(taken) == [("empty_answer", "scale"), ("empty_answer", "centre"), ("empty_answer", "why")]
    assert taken.sources["why"] == " \n"


def test_locked_cells_are_restored(given_):
    given_.nb.cells[EXAMPLE].source = "assert True"
    given_.nb.cells[IMPORTS].source += "  \n"
    taken = given_.take()
    assert found(taken) == [("locked_cell_changed", "scale_example")]
    assert taken.notebook.cells[EXAMPLE].source == given_.release.cells[EXAMPLE].source
    assert taken.notebook.cells[IMPORTS].source == "import numpy as np"


def test_missing_cells_come_back_in_their_place(given_):
    """A missing answer comes back empty: a placeholder would overwrite what the student wrote elsewhere."""
    own = given_.build.code("def scale(values, factor): ...")
    given_.nb.cells[SCALE : EXAMPLE + 1] = [own]
    del given_.nb.cells[IMPORTS]
    taken = given_.take()
    assert found(taken) == [("missing_cell", "imports"), ("missing_cell", "scale"), ("missing_cell", "scale_example")]
    assert taken.sources["scale"] == ""
    assert texts(taken)[:6] == [
        "# Scaling\nTwo functions.",  # text at the beginning stays above restored cells
        "## Scale\nMultiply by a factor.",
        "import numpy as np",
        "",
        "assert scale([1.0], 2)[0] == 2.0",
        own.source,
    ]


def test_a_notebook_without_any_cell_of_the_assignment(given_):
    given_.nb = given_.build.notebook(given_.build.code("print('wrong file')"))
    taken = given_.take()
    assert found(taken) == [("missing_cell", name) for name in named_cells(given_.release)]
    assert texts(taken)[-1] == "print('wrong file')"
    given_.nb = given_.build.notebook()
    assert len(given_.take().notebook.cells) == 5


def test_reordered_cells_go_back_and_own_cells_stay_behind_theirs(given_):
    own = given_.build.code("after_scale = 1")
    cells = given_.nb.cells
    given_.nb.cells = [cells[0], cells[CENTRE], cells[SCALE], own, cells[IMPORTS], cells[EXAMPLE], cells[WHY]]
    taken = given_.take()
    assert found(taken) == [("reordered_cells", "")]
    assert [grade_id_of(cell) or cell.source for cell in taken.notebook.cells] == [
        "# Scaling\nTwo functions.",
        "imports",
        "scale",
        "after_scale = 1",
        "scale_example",
        "centre",
        "why",
    ]


def test_a_split_answer_cell_keeps_all_its_code(given_):
    """Splitting a cell copies its metadata: the parts run in order, the last counts."""
    first = copy.deepcopy(given_.nb.cells[SCALE])
    first.source = "def helper(x):\n    return x"
    given_.nb.cells.insert(SCALE, first)
    taken = given_.take()
    assert found(taken) == [("duplicate_cell", "scale")]
    assert texts(taken)[SCALE : SCALE + 2] == [first.source, ANSWER]
    assert [grade_id_of(cell) for cell in taken.notebook.cells[SCALE : SCALE + 2]] == ["", "scale"]
    assert taken.sources["scale"] == ANSWER


@pytest.mark.parametrize("place", [SCALE, SCALE + 1, END, 9])
@pytest.mark.parametrize("copied", ["", "placeholder", "text"])
def test_a_copy_that_is_no_answer_does_not_count(place, copied, given_):
    """An untouched copy, wherever it stands, neither counts nor runs: it would undo the answer. A note does not count."""
    second = copy.deepcopy(given_.release.cells[SCALE])
    second.source = {"": "", "placeholder": second.source, "text": "an old try"}[copied]
    if copied == "text":
        second.cell_type = "markdown"
    given_.nb.cells.insert(place, second)
    taken = given_.take()
    assert found(taken) == [("duplicate_cell", "scale")]
    assert taken.sources["scale"] == ANSWER
    order = [text for text in texts(taken) if text in (ANSWER, second.source)]
    assert order == (["an old try", ANSWER] if copied == "text" else [ANSWER])


def test_of_two_answers_the_last_counts_and_runs_last(given_):
    """As when the notebook is run from top to bottom, also where the cells were moved."""
    second = copy.deepcopy(given_.nb.cells[SCALE])
    second.source = "scale = None"
    cells = given_.nb.cells
    given_.nb.cells = [cells[0], cells[IMPORTS], cells[CENTRE], cells[SCALE], cells[EXAMPLE], cells[WHY], second]
    taken = given_.take()
    assert found(taken) == [("duplicate_cell", "scale"), ("reordered_cells", "")]
    assert texts(taken)[2:4] == [ANSWER, "scale = None"]
    assert taken.sources["scale"] == "scale = None"


def test_copies_that_are_all_empty(given_):
    given_.nb.cells[SCALE].source = ""
    given_.nb.cells.insert(SCALE, copy.deepcopy(given_.release.cells[SCALE]))
    taken = given_.take()
    assert found(taken) == [("duplicate_cell", "scale"), ("empty_answer", "scale")]
    assert len(taken.notebook.cells) == 9


def test_a_copy_of_a_locked_cell_is_a_cell_of_the_students_own(given_):
    second = copy.deepcopy(given_.nb.cells[EXAMPLE])
    second.source = "assert scale([1.0], 3)[0] == 3.0"
    given_.nb.cells.insert(EXAMPLE + 1, second)
    taken = given_.take()
    assert found(taken) == [("duplicate_cell", "scale_example")]
    assert texts(taken)[EXAMPLE : EXAMPLE + 2] == ["assert scale([1.0], 2)[0] == 2.0", second.source]
    assert taken.notebook.cells[EXAMPLE + 1].metadata == {}


@pytest.mark.parametrize("kind", ["markdown", "raw"])
def test_retyped_cells_are_read_as_in_the_release(kind, given_):
    given_.nb.cells[SCALE].cell_type = kind
    given_.nb.cells[IMPORTS].cell_type = kind
    given_.nb.cells[WHY] = v4.new_code_cell("As the sum is zero.", metadata=given_.nb.cells[WHY].metadata)
    taken = given_.take()
    assert found(taken) == [("retyped_cell", "imports"), ("retyped_cell", "scale"), ("retyped_cell", "why")]
    assert [taken.notebook.cells[i].cell_type for i in (IMPORTS, SCALE, WHY)] == ["code", "code", "markdown"]
    assert taken.notebook.cells[SCALE].source == ANSWER


@pytest.mark.parametrize("look_alike", ["sсale", "ѕcale", "scale ", "SCALE", "sc\u200bale", "", "x" * 10_000, "\u202elacs"])
def test_unknown_and_look_alike_ids(look_alike, given_):
    """A cell with an id that only looks like one of ours runs as the student's own and answers nothing."""
    given_.nb.cells[SCALE].metadata.nbgrader.grade_id = look_alike
    taken = given_.take()
    unknown = [("unknown_cell", "cell 4")] if look_alike else []
    assert found(taken) == [*unknown, ("missing_cell", "scale")]
    assert taken.sources["scale"] == ""
    assert ANSWER in texts(taken)
    assert all(len(finding.message) < 200 for finding in taken.findings)
    assert look_alike == "" or not any(look_alike in finding.message for finding in taken.findings)


def test_a_near_miss_is_told_the_right_id(given_):
    given_.nb.cells[SCALE].metadata.nbgrader.grade_id = "sсale"
    assert given_.take().findings[0].message.endswith("Did you mean 'scale'?")


def test_forged_metadata_gain_nothing(given_):
    """Points, flags, checksums, tags and our own keys come from the release, whatever the submission says."""
    forged = {"grade": True, "solution": False, "locked": True, "points": 1e9, "schema_version": 3, "checksum": "0" * 32}
    for cell in given_.nb.cells:
        cell.metadata.setdefault("nbgrader", {"grade_id": "own"}).update(forged)
        cell.metadata.update(tags=["feedback-figure"], autograder={"alt": "x", "shows_solution": True}, deletable=True)
    taken = given_.take()
    named = named_cells(given_.release)
    for cell in taken.notebook.cells:
        assert cell.metadata == (named[grade_id_of(cell)].metadata if grade_id_of(cell) else {})


def test_points_are_those_of_the_source(given_):
    given_.source.cells[SCALE].metadata.nbgrader.points = 7
    assert given_.take().notebook.cells[SCALE].metadata.nbgrader.points == 7


def test_outputs_widgets_and_kernel_are_dropped(given_):
    """Also those of a release that somebody ran before committing it."""
    given_.release.cells[EXAMPLE].outputs = [v4.new_output("stream", text="ok")]
    given_.release.cells[EXAMPLE].execution_count = 1
    given_.nb.metadata = nbformat.from_dict(
        {"kernelspec": {"name": "bash", "display_name": "x"}, "widgets": {"state": {}}, "nbgrader": {"score": 9}}
    )
    for cell in given_.nb.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [v4.new_output("stream", text="100 points")], 3
    taken = given_.take()
    assert taken.notebook.metadata == given_.release.metadata
    assert all(cell.get("outputs", []) == [] and cell.get("execution_count") is None for cell in taken.notebook.cells)


@pytest.mark.parametrize(
    "text", ["%%time\nx = 1", "# @title A form\nx = 1  # @param", "%matplotlib inline", "!pip install einops", "def broken(:"]
)
def test_own_cells_and_magics_survive(text, given_):
    given_.nb.cells.insert(0, given_.build.code(text))
    given_.nb.cells.insert(SCALE + 2, given_.build.code(text))
    given_.nb.cells.append(given_.build.text("A note."))
    given_.nb.cells[SCALE + 1].source = f"{text}\n{ANSWER}"
    taken = given_.take()
    assert taken.findings == ()
    assert texts(taken) == [cell.source for cell in given_.nb.cells]


def test_pictures_in_text_answers_stay(given_):
    bundle = {"a.png": {"image/png": "iVBORw0KGgo="}, "b.html": {"text/html": "<script>alert(1)</script>"}}
    given_.nb.cells[WHY].attachments = nbformat.from_dict(bundle)
    given_.nb.cells.append(given_.build.text("![a](attachment:a.png)"))
    given_.nb.cells[-1].attachments = nbformat.from_dict(bundle)
    cells = given_.take().notebook.cells
    assert cells[WHY].attachments == {"a.png": bundle["a.png"]}
    assert cells[-1].attachments == {"a.png": bundle["a.png"]}


def test_a_cell_id_of_the_release_cannot_be_taken(given_):
    own = given_.build.code("x = 1")
    own.id = given_.release.cells[CENTRE].id
    given_.nb.cells.insert(0, own)
    given_.nb.cells[CENTRE + 1].id = "another"
    ids = [cell.id for cell in given_.take().notebook.cells]
    assert len(set(ids)) == len(ids)
    assert ids[CENTRE + 1] == own.id


def test_a_release_of_another_source_is_the_authors_fault(given_):
    del given_.release.cells[CENTRE]
    with pytest.raises(AuthorError, match=r"cells centre\); run `autograder generate` again"):
        take_in(given_.source, given_.release, given_.nb)


@st.composite
def submissions(draw: st.DrawFn) -> tuple[NotebookNode, NotebookNode, NotebookNode]:
    """A release whose cells were dropped, copied, moved, retyped, edited and given other metadata."""
    build = Build()
    source = build.source()
    release = make_release(source)
    cells = []
    for index in draw(st.lists(st.integers(0, len(release.cells) - 1), max_size=14)):
        cell = copy.deepcopy(release.cells[index])
        cell.id = f"s{len(cells)}"
        if draw(st.booleans()):
            cell.source = draw(st.sampled_from(["", "x = 1", ANSWER, "y = 2\n", cell.source + "\n"]))
        if draw(st.integers(0, 4)) == 0:
            cell.cell_type = draw(st.sampled_from(["code", "markdown", "raw"]))
        if draw(st.integers(0, 4)) == 0:
            wrong = (
                st.none() | st.just([]) | st.dictionaries(st.sampled_from(["grade_id", "grade", "points"]), st.integers(-1, 2))
            )
            cell.metadata["nbgrader"] = draw(wrong)
        cells.append(cell)
    submission = copy.deepcopy(release)
    submission.cells = cells
    return source, release, submission


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(notebooks=submissions())
def test_any_mixture_of_cells(notebooks):
    """Every cell of the assignment stands in the result once, in order, with the release's metadata; locked ones with its
    text. No text of the student's own disappears, except empty answers, placeholders and changed locked cells."""
    source, release, submission = notebooks
    taken = take_in(source, release, submission)
    named = named_cells(release)
    made = [cell for cell in taken.notebook.cells if grade_id_of(cell)]
    assert [grade_id_of(cell) for cell in made] == list(named)
    for cell in made:
        original = named[grade_id_of(cell)]
        assert (cell.metadata, cell.id, cell.cell_type) == (original.metadata, original.id, original.cell_type)
        if original.metadata.nbgrader.locked:
            assert cell.source == original.source
        else:
            assert cell.source == taken.sources[grade_id_of(cell)]
    assert set(taken.sources) == {"scale", "centre", "why"}
    results = [cell.source for cell in taken.notebook.cells]
    for cell in submission.cells:
        if grade_id_of(cell) not in named and cell.source:
            assert cell.source in results
    nbformat.validate(taken.notebook)
