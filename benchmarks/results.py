"""``results.md``: one page of what the last full runs of the benchmarks measured.

    python -m benchmarks.results

makes it again from ``results.json`` (throughput) and ``service_results_*.md`` (the server under load, on each database).
"""

from __future__ import annotations

import json
from pathlib import Path

from benchmarks import report
from benchmarks.classroom import ROOT

THROUGHPUT, PAGE = "results.json", "results.md"
SERVICE = {"sqlite": "service_results_sqlite.md", "postgresql": "service_results_postgresql.md"}


def write(folder: Path) -> str:
    """Put the page together from what lies in ``folder``, and write it there; returns its text."""
    parts = []
    if (folder / THROUGHPUT).is_file():
        parts.append(report.markdown(json.loads((folder / THROUGHPUT).read_text(encoding="utf-8"))))
    parts += [(folder / name).read_text(encoding="utf-8") for name in SERVICE.values() if (folder / name).is_file()]
    text = "\n".join(parts)
    (folder / PAGE).write_text(text, encoding="utf-8")
    return text


if __name__ == "__main__":
    print(write(ROOT / "benchmarks"))
