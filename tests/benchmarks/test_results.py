"""One page for all benchmarks: neither's run takes the other's figures away."""

from __future__ import annotations

import json
from pathlib import Path

from benchmarks import results

SETUP = {"machine": "a", "python": "3", "when": "now", "command": "c", "rounds": 1, "isolation": "sandbox", "versions": {}}
FOUND = {"setup": SETUP, "students": {}, "checks": {}, "runs": []}
RUSH = "# The grading server in a deadline rush, on SQLite\n"


def test_the_page_has_what_was_measured_last_of_each(tmp_path: Path) -> None:
    """Whichever ran last, all are on the page; before another has ever run, it is left out."""
    for database in results.SERVICE:
        (tmp_path / results.SERVICE[database]).write_text(RUSH)
    assert results.write(tmp_path) == f"{RUSH}\n{RUSH}"
    (tmp_path / results.SERVICE["postgresql"]).unlink()
    assert results.write(tmp_path) == RUSH
    (tmp_path / results.THROUGHPUT).write_text(json.dumps(FOUND))
    text = results.write(tmp_path)
    assert text.startswith("# Throughput")
    assert text.endswith(f"\n{RUSH}")
    assert (tmp_path / results.PAGE).read_text() == text
