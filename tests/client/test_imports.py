"""The client needs the base install alone."""

from __future__ import annotations

import subprocess
import sys

HEAVY = {"torch", "numpy", "nbgrader", "nbformat", "fastapi", "sqlalchemy", "jinja2", "httpx", "pydantic", "IPython", "zmq"}


def test_importing_the_client_imports_nothing_heavy() -> None:
    """Neither the engine's nor the server's packages are loaded, for the library and for each command."""
    code = (
        "import sys, autograder.client, autograder.cli.submit, autograder.cli.status, autograder.cli.feedback;"
        "print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "msgspec" in loaded
    assert not HEAVY & loaded
    assert not {
        name for name in loaded if name.startswith(("autograder.grading", "autograder.sandbox", "autograder.service.web"))
    }
