"""The lecture's table: amount of data × similarity of the task."""

from autograder.grading.check import check, same


def letter(value):
    return value.strip().upper() if isinstance(value, str) else value


@check("strategy", hint="With little data nothing can be fine-tuned. Where will the features of the top layers still fit?")
def test_little_data(student, reference):
    """The two places for little data."""
    for name in ("little_similar", "little_different"):
        same(letter(student[name]), getattr(reference, name), f"`{name}`")


@check("strategy", hint="With lots of data one may fine-tune. The more the task differs, the more has to change.")
def test_lots_of_data(student, reference):
    """The two places for lots of data."""
    for name in ("lots_similar", "lots_different"):
        same(letter(student[name]), getattr(reference, name), f"`{name}`")
