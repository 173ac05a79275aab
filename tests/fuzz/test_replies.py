"""Whatever a kernel replies, a check sees plain values or a failure in the student's words, never another error."""

from __future__ import annotations

import warnings
from typing import Any

import msgspec
import numpy as np
from hypothesis import strategies as st

from autograder.grade import CheckResult
from autograder.grading import kernel as kernel_module
from autograder.grading.check import CheckFailed, agree
from autograder.grading.diagnosis import _alike
from autograder.grading.student import Student, StudentError
from tests.fuzz import strategies
from tests.fuzz.cases import count, fuzz
from tests.fuzz.test_wire import is_plain

frames = st.lists(st.tuples(strategies.texts, st.integers(), strategies.texts).map(list), max_size=3)
replies = strategies.records(
    status=st.sampled_from(["ok", "ok", "ok", "error"]),
    value=strategies.trees,
    kind=st.sampled_from(["raised", "missing", "wire"]),
    name=strategies.texts,
    text=strategies.texts,
    frames=frames,
)


class FakeKernel:
    """Replies to everything with the same."""

    def __init__(self, reply: Any, data: list[Any]) -> None:
        self.reply, self.data = reply, data

    def request(self, content: dict[str, Any], buffers: list[bytes], what: str) -> tuple[dict[str, Any], list[Any]]:
        return kernel_module._fields({"content": self.reply, "buffers": self.data})


@fuzz(5000, reply=st.one_of(replies, replies, strategies.json_values), data=strategies.buffers)
def test_any_reply_is_a_value_or_a_students_error(reply: Any, data: list[bytes]) -> None:
    """Every way of asking gives a plain value or a StudentError whose message can be stored."""
    student = Student(FakeKernel(reply, data), {})
    questions = (
        lambda: student.mean(np.ones(3)),
        lambda: student["weights"],
        lambda: student.after("mean", [1.0], axis=0),
        lambda: student.error_of("mean", 1),
    )
    with warnings.catch_warnings(action="ignore"):
        for ask in questions:
            try:
                assert is_plain(ask())
            except StudentError as problem:
                storable(str(problem))
            assert is_plain(student.calls[-1].result)
    count("replies to a check")


@fuzz(
    2500,
    tree=strategies.trees,
    data=strategies.buffers,
    want=st.sampled_from([0.5, [1.0, 2.0], np.ones((2, 2)), 1j, 3, np.zeros(0)]),
)
def test_any_value_is_compared(tree: Any, data: list[bytes], want: Any) -> None:
    """Comparing what a student returned with what is right passes or fails, and diagnosis looks at it as well."""
    with warnings.catch_warnings(action="ignore"):
        try:
            got = Student(FakeKernel({"status": "ok", "value": tree}, data), {}).mean(1)
        except StudentError:
            got = None
        try:
            agree(got, want, "the mean of 3 values")
        except CheckFailed as problem:
            storable(str(problem))
        assert _alike((got, ""), (want, "")) in (True, False)
    count("comparisons of an answer")


messages = strategies.records(
    msg_type=st.sampled_from(["autograder_reply", "execute_reply"]),
    parent_header=strategies.records(msg_id=strategies.texts),
    content=replies,
    buffers=strategies.buffers,
)


@fuzz(1000, message=messages)
def test_any_message_is_taken_apart(message: dict[str, Any]) -> None:
    content, data = kernel_module._fields(message)
    assert type(content) is dict
    assert type(data) is list
    kernel_module._parent(message)
    count("reply messages")


def storable(message: str) -> None:
    """A message is kept in files: text without halves of characters, and not long."""
    assert len(message) < 2000
    msgspec.json.encode(CheckResult(check="c", title="t", question="q", weight=1, status="failed", message=message))
