"""A kernel's reply to one question of a check: plain data, or a StudentError in the student's words.

Every field of a reply is the student's to forge, so every field is looked at.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Protocol

from autograder.grading.check import CheckFailed
from autograder.sandbox import wire

__all__ = ["NO_GRADIENT", "Kernel", "StudentError", "unpack"]

NO_GRADIENT = "NoGradient"
"""Name of the StudentError when no gradient flows back."""


_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_ARGUMENTS = "\n\nArguments received by "
"""What follows in an error of a Keras layer fills half a screen and repeats the inputs."""


class StudentError(CheckFailed):
    """The student's code raised, is missing, took too long or ended its process.

    Attributes:
        name: exception class name as the student knows it (``ValueError``), ``NameError`` for a missing name, ``TimeoutError``.
        text: the exception's text, cut.
    """

    def __init__(self, message: str, *, name: str = "", text: str = "") -> None:
        super().__init__(message)
        self.name = name
        self.text = text


class Kernel(Protocol):
    """What the proxy needs of a kernel."""

    def request(
        self, content: dict[str, Any], buffers: list[bytes], what: str, *, training: bool = False
    ) -> tuple[dict[str, Any], list[Any]]:
        """The reply to one ``autograder_request``; raises StudentError when the code times out or its process ends.

        ``training``: it may take all the time that is left to the check.
        """


def unpack(reply: Mapping[str, Any], data: list[Any], name: str, what: str) -> Any:
    """The value in a reply to ``what`` ("`mean(…)`", "Predicting with `model`"). Raises StudentError."""
    result = f"The result of {what[:1].lower()}{what[1:]}"
    if reply.get("status") == "ok":
        try:
            value = wire.decode(reply.get("value"), data)
        except wire.WireError as problem:
            raise StudentError(f"{result} cannot be used: {problem}.", name="TypeError", text=str(problem)) from None
        if "value" not in reply:
            raise StudentError(f"{result} cannot be used.", name="TypeError")
        return value
    kind = reply.get("kind")
    if kind == "missing":
        missing = name or _text(reply.get("text"), 100)
        raise StudentError(f"`{missing}` is not defined. Did its cell run without an error?", name="NameError")
    error, text = _text(reply.get("name"), 100) or "Error", _text(reply.get("text"), 600)
    if kind == "wire":
        raise StudentError(f"{result} cannot be used: {text}.", name="TypeError", text=text)
    if kind == "lost":
        raise StudentError(
            f"{what} is not possible: your code ended its Python process after making the model.", name="SystemExit"
        )
    if kind == "model":
        raise StudentError(f"{what} is not possible: {text}.", name="TypeError", text=text)
    if kind == "gradient":
        advice = "Compute with torch or keras.ops all the way from the arguments to the result."
        raise StudentError(f"In {what} the gradient does not flow: {text}. {advice}", name=NO_GRADIENT, text=text)
    message = f"{what} stopped with {error}" + (f": {text}" if text else "") + _where(reply.get("frames"))
    raise StudentError(message, name=error, text=text or " ")


def _where(frames: Any) -> str:
    """`` (in conv2d, line 7: `out[i] = …`)`` from the innermost frame of the student, or nothing."""
    if not isinstance(frames, list) or not frames:
        return ""
    frame = frames[-1]
    if not (isinstance(frame, list) and len(frame) == 3 and type(frame[1]) is int and 0 <= frame[1] < 10**6):
        return ""
    function, line = _text(frame[0], 100), _text(frame[2], 160)
    return f" (in {function}, line {frame[1]}" + (f": `{line}`)" if line else ")")


def _text(value: Any, most: int) -> str:
    """``value`` as text that a file can hold: cut, without halves of surrogate pairs, Keras's colours and list of arguments."""
    if not isinstance(value, str):
        return ""
    plain = _COLOUR.sub("", value[: 4 * most]).partition(_ARGUMENTS)[0]
    return plain[:most].encode(errors="replace").decode().strip()
