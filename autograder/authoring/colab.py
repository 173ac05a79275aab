"""The badge that opens a release in Google Colab."""

from __future__ import annotations

from urllib.parse import quote

from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

from autograder.course import Assignment, Course

__all__ = ["with_badge"]

_IMAGE = "https://colab.research.google.com/assets/colab-badge.svg"


def with_badge(release: NotebookNode, course: Course, assignment: Assignment) -> NotebookNode:
    """``release`` with a first cell that opens it in Colab, where the course has a public repository; else as it is."""
    if not course.repository:
        return release
    name, _, branch = course.repository.partition("@")
    path = course.release(assignment).relative_to(course.root).as_posix()
    url = f"https://colab.research.google.com/github/{name}/blob/{quote(branch or 'main')}/{quote(path)}"
    badge = new_markdown_cell(f"[![Open in Colab]({_IMAGE})]({url})", id="open-in-colab")
    return NotebookNode(release, cells=[badge, *release.cells])
