"""`autograder doctor`: can this machine grade safely?"""

from __future__ import annotations

import dataclasses

import typer
from rich.table import Table
from rich.text import Text

from autograder.cli.options import JsonFile, check_json, output, write_json
from autograder.errors import InfrastructureError
from autograder.sandbox.doctor import Level, examine, usable

WORDS: dict[Level, tuple[str, str]] = {
    "ok": ("ok", "green"),
    "weaker": ("weaker", "yellow"),
    "missing": ("missing", "red"),
}
"""What the table says, and its colour."""


def command(json: JsonFile = None) -> None:
    """Say whether this machine can grade safely, and what mends it where not.

    Looks at everything the sandbox needs and starts one for a test. "weaker" means that grading works with less isolation or
    speed; "missing" means that grading in the sandbox is refused, and the command ends with exit code 3.
    """
    check_json(json)
    findings = examine()
    table = Table("What", "State", "Detail")
    for finding in findings:
        word, colour = WORDS[finding.level]
        table.add_row(Text(finding.what), Text(word, style=colour), Text(finding.detail))
    console = output(json)
    console.print(table)
    for finding in findings:
        if finding.mend:
            console.print(f"{finding.what}: {finding.mend}", markup=False, soft_wrap=True)
    able = usable(findings)
    console.print("Submissions can be graded here." if able else "Submissions cannot be graded in a sandbox here.")
    write_json(json, [dataclasses.asdict(finding) for finding in findings])
    if not able:
        raise typer.Exit(InfrastructureError.exit_code)
