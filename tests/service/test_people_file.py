"""Lists of people: imported whole, or not at all with every wrong line named."""

from __future__ import annotations

import re

import pytest

from autograder.errors import UsageError
from autograder.service.people import everybody
from autograder.service.people_file import Row, import_people, read_people


@pytest.mark.parametrize(
    "text",
    [
        "id,name,role\nzoë,Zoë,tutor\nmax,,\n",
        "\ufeffID;Name;Role\r\nzoë;Zoë;tutor\r\n\r\nmax;;\r\n",
        'role, id ,name\n"tutor",zoë,"Zoë"\n,max,\n',
    ],
    ids=["commas", "spreadsheet", "other_order"],
)
def test_reading(tmp_path, text):
    """Commas or semicolons, any order of columns, a byte order mark and blank lines are fine."""
    path = tmp_path / "people.csv"
    path.write_bytes(text.encode())
    assert read_people(path) == [Row(id="zoë", name="Zoë", role="tutor"), Row(id="max")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "line 1 must name the columns"),
        ("name,role\nx,y\n", "id is needed"),
        ("id,id\nx,y\n", "each once"),
        ("id,nmae\n", "did you mean 'name'"),
        ("id,name\na/b,x\n", "line 2: 'a/b' cannot be a student id"),
        ("id,name\nx,y,z\n", "line 2: 3 values for 2 columns"),
        ("id,role\nx,tutor\ny,boss\n", "line 3: there is no role 'boss'"),
        ("id\nx\nx\n", "line 3: 'x' is in line 2 already"),
        ('id\n"x', "line 2: unexpected end of data"),
    ],
)
def test_a_wrong_line_is_named(tmp_path, text, said):
    """What is wrong is said with its line."""
    path = tmp_path / "people.csv"
    path.write_text(text)
    with pytest.raises(UsageError, match=re.escape(said)):
        read_people(path)


def test_all_wrong_lines_are_named_at_once(tmp_path):
    """Ten wrong lines are named, the others counted."""
    path = tmp_path / "people.csv"
    path.write_text("id\n" + ".x\n" * 12)
    with pytest.raises(UsageError) as caught:
        read_people(path)
    assert all(f"line {line}:" in str(caught.value) for line in range(2, 12))
    assert str(caught.value).endswith("and 2 more")


def test_a_file_that_is_not_utf_8_or_not_there(tmp_path):
    """Another encoding is named by its line; a missing file by its path."""
    path = tmp_path / "people.csv"
    path.write_bytes("id,name\nx,X\nz,Zoë\n".encode("latin-1"))
    with pytest.raises(UsageError, match="line 3 is not UTF-8"):
        read_people(path)
    with pytest.raises(UsageError, match="cannot be read"):
        read_people(tmp_path / "none.csv")


def test_importing_adds_and_changes(database):
    """New people are added, others get what the file says; what it leaves open and who is not in it stay."""
    rows = [Row(id="zoë", name="Zoë"), Row(id="ben", role="tutor"), Row(id="ina", name="Ina"), Row(id="tom")]
    with database.write() as db:
        done = import_people(db, rows)
    assert (done.added, done.changed, done.unchanged) == (["zoë"], ["ben"], ["ina", "tom"])
    with database.read() as db:
        found = {person.id: (person.name, person.role) for person in everybody(db)}
    assert found["zoë"] == ("Zoë", "student")
    assert found["ben"] == ("Ben", "tutor")
    assert found["ina"] == ("Ina", "instructor")
    assert found["tom"] == ("Tom", "tutor")
    assert found["anna"] == ("Anna", "student")
