"""Hostile inputs: any JSON, and JSON that is nearly what the reader expects."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

ODD_TEXTS = ["", "\0", "\ud83d", "\u202e", "<script>", "nan", "0x", "-1", "x" * 5000, "\x1b[2J", "a\r\nb\b", "é", "__class__"]
texts = st.one_of(st.sampled_from(ODD_TEXTS), st.text(st.characters(), max_size=20))
"""Text, lone surrogates and controls included."""
numbers = st.one_of(
    st.sampled_from([0, 1, -1, 7, 2**31, 2**63, -(2**63), 10**400, 0.5, float("nan"), float("inf"), -0.0, True, False]),
    st.integers(),
    st.floats(),
)
leaves = st.one_of(st.none(), numbers, texts)
json_values = st.recursive(
    leaves, lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(texts, inner, max_size=4)), max_leaves=15
)
"""Anything that a JSON parser can return."""


def wrapped(depth: int, wrap: str) -> Any:
    """1 in ``depth`` containers of one kind."""
    value: Any = 1
    for _ in range(depth):
        value = {"l": [value], "t": {"t": [value]}, "d": {"d": [[1, value]]}, "a": {"a": value}}[wrap]
    return value


nested = st.builds(wrapped, st.sampled_from([10, 31, 33, 100, 300]), st.sampled_from("ltda"))
"""Containers inside containers."""


def nearly(right: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Mostly ``right``, sometimes anything."""
    return st.one_of(right, right, right, json_values)


def records(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Objects with these fields nearly right, some missing, some too many."""
    return st.builds(
        lambda known, more: {**more, **known},
        st.fixed_dictionaries({}, optional={name: nearly(value) for name, value in fields.items()}),
        st.one_of(st.just({}), st.dictionaries(texts, leaves, max_size=2)),
    )


dtypes = st.one_of(
    st.sampled_from(["<f8", "<f4", "<f2", "<i8", "|i1", "|u1", "|b1", "<c16", "<c8", "<f16", "<c32", "<?", "<f", "<i"]),
    st.sampled_from(
        ["|O", "<O8", "|S1", "<U1", "|V8", "<m8", "<M8", "|a1", "<", "|", "<f3", ">f8", "f8", "<f8,", "<(2)", "|c"]
    ),
    texts,
)
shapes = st.one_of(
    st.lists(st.integers(0, 4), max_size=4),
    st.lists(st.sampled_from([0, 1, 2, -1, 2**31, 2**63, 10**30, True, None]), max_size=5),
    st.just([1] * 33),
    st.just([1] * 70),
)
arrays = st.tuples(dtypes, shapes, st.one_of(st.integers(0, 3), st.integers(-2, 9))).map(list)
hexadecimal = st.one_of(st.floats().map(float.hex), st.sampled_from(["nan", "inf", "0x1p99999", "0x", "1e5", ""]), texts)


def _tagged(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(
        st.lists(inner, max_size=4),
        st.builds(lambda items: {"t": items}, st.lists(inner, max_size=4)),
        st.builds(lambda items: {"d": items}, st.lists(st.lists(inner, min_size=2, max_size=2), max_size=4)),
        st.builds(lambda tag, body: {tag: body}, st.sampled_from("ficdtasxq"), inner),
    )


plain_trees = st.one_of(
    leaves,
    st.builds(lambda body: {"f": body}, hexadecimal),
    st.builds(lambda body: {"i": body}, st.one_of(st.integers().map(hex), texts)),
    st.builds(lambda body: {"c": body}, st.lists(hexadecimal, min_size=1, max_size=3)),
    st.builds(lambda tag, body: {tag: body}, st.sampled_from("asx"), arrays),
)
trees = st.one_of(st.recursive(plain_trees, _tagged, max_leaves=12), json_values, nested)
"""Trees of the wire format: right, nearly right, and any JSON."""
pieces = st.one_of(st.binary(max_size=64), *(st.binary(min_size=size, max_size=size) for size in (8, 32, 64)))
buffers = st.lists(pieces, max_size=4)
"""The raw parts of a message."""
