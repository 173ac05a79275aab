"""The ``@settings`` class decorator: frozen keyword-only dataclasses that refuse unknown names and wrong values by name."""

from __future__ import annotations

import dataclasses
import difflib
import functools
import types
import typing
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar, dataclass_transform

from autograder.errors import ConfigError

T = TypeVar("T")


@dataclass_transform(kw_only_default=True, frozen_default=True)
def settings(cls: type[T]) -> type[T]:
    """Make ``cls`` a frozen keyword-only dataclass whose constructor raises :class:`ConfigError` for a wrong setting.

    Checked: positional arguments, unknown names (with the nearest right name), missing required names, types.
    """
    made = dataclasses.dataclass(frozen=True, kw_only=True)(cls)
    init = made.__init__

    @functools.wraps(init)
    def checked(self: Any, *args: Any, **given: Any) -> None:
        name = cls.__name__
        if args:
            raise ConfigError(f"{name}({args[0]!r}, …): settings are given by name, as in {name}(name=…)")
        fields = {f.name: f for f in dataclasses.fields(made)}  # type: ignore[arg-type]  # made is a dataclass by construction
        for key, value in given.items():
            if key not in fields:
                raise ConfigError(f"{name}: unknown setting {key}={value!r}{nearest(key, fields)}")
        for key, field in fields.items():
            required = field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
            if required and key not in given:
                raise ConfigError(f"{name}: the setting {key!r} is missing")
        hints = typing.get_type_hints(made)
        init(self, **{key: _typed(f"{name}.{key}", hints[key], value) for key, value in given.items()})

    made.__init__ = checked  # type: ignore[method-assign]  # the checks must run before the dataclass stores anything
    return made


def nearest(word: str, known: typing.Iterable[str]) -> str:
    """``; did you mean 'x'?`` for the closest known word, else the list of known words."""
    names = sorted(known)
    close = difflib.get_close_matches(word, names, n=1, cutoff=0.5)
    if close:
        return f"; did you mean {close[0]!r}?"
    return f"; known: {', '.join(names)}" if names else ""


def _typed(where: str, hint: Any, value: Any) -> Any:
    """``value`` as ``hint``; lists become tuples, ints become floats, text becomes a path; else ConfigError."""
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        if value is None and type(None) in args:
            return None
        [hint] = [a for a in args if a is not type(None)]
        return _typed(where, hint, value)
    if origin is typing.Literal:
        if value in args:
            return value
        raise ConfigError(f"{where}={value!r} is not one of {', '.join(map(repr, args))}{nearest(str(value), map(str, args))}")
    if origin is tuple:
        if isinstance(value, (list, tuple)):
            return tuple(_typed(f"{where}[{i}]", args[0], v) for i, v in enumerate(value))
        raise ConfigError(f"{where}={value!r} must be a list or tuple, not {type(value).__name__}")
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if hint is Path and isinstance(value, str):
        return Path(value)
    if isinstance(value, hint) and not (isinstance(value, bool) and hint is not bool):
        return value
    expected = "a datetime with a time zone" if hint is datetime else f"of type {hint.__name__}"
    raise ConfigError(f"{where}={value!r} must be {expected}, not {type(value).__name__}")
