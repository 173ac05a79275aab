"""Fields that the addresses and forms of the pages for teachers have in common."""

from __future__ import annotations

from typing import Annotated

from fastapi import Form, Path

__all__ = ["NO_NUL", "Back", "Number"]

NO_NUL = r"^[^\x00]*$"
"""A text that every database takes."""
Back = Annotated[str, Form(max_length=500)]
"""The page of this server to go back to."""
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
"""Of a row in the database."""
