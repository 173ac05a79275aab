"""Solution regions: the lines between ``### BEGIN SOLUTION`` and ``### END SOLUTION`` in an answer cell."""

from __future__ import annotations

__all__ = ["BEGIN", "END", "blanked", "solution_lines", "solved"]

BEGIN = "BEGIN SOLUTION"
END = "END SOLUTION"


def solved(source: str) -> str:
    """``source`` as a student who solved it would hand it in: the delimiter lines removed, the solution kept."""
    return "\n".join(line for line in source.split("\n") if BEGIN not in line and END not in line)


def blanked(source: str, *, solution: bool) -> str:
    """``source`` line for line, with its delimiters empty and, unless ``solution``, ``...`` for each solution."""
    made, inside = [], False
    for line in source.split("\n"):
        indent = line[: len(line) - len(line.lstrip())]
        if BEGIN in line:
            inside = True
            made.append("" if solution else f"{indent}...")
        elif END in line:
            inside = False
            made.append("")
        else:
            made.append("" if inside and not solution else line)
    return "\n".join(made)


def solution_lines(source: str) -> list[tuple[int, str]]:
    """The lines that nbgrader takes out of an answer cell, with their 1-based numbers.

    A cell without delimiters is replaced as a whole, so all its lines are solution lines.
    """
    lines = list(enumerate(source.split("\n"), start=1))
    if BEGIN not in source:
        return lines
    found, inside = [], False
    for number, line in lines:
        if BEGIN in line:
            inside = True
        elif END in line:
            inside = False
        elif inside:
            found.append((number, line))
    return found
