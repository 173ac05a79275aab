"""The benchmark's figures as a Markdown page: medians, ratios, what each grader ran, and where time goes."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from benchmarks import overhead
from benchmarks.steps import IN_MAIN

Run = Mapping[str, Any]
_TOLERANCE = 0.05
"""Points: ours are rounded to 0.01 for each question, the others' are not."""

WHAT_RUNS = """\
All graders get the same notebooks and the same check functions, compare with the same reference on random inputs, run with
one thread for each numerical library, and have the same versions of numpy, torch, keras and matplotlib. Kernels of nbgrader
and Otter run as the user, unprotected, with the checks inside of them; ours are isolated as named above, the checks outside.

- **autograder**: `autograder grade ASSIGNMENT --jobs N` on a fresh copy of the course (no results, no gradebook). It includes
  starting the program and the warm slots, diagnosis of wrong answers, nbgrader's gradebook, feedback page and `results.json`.
- **nbgrader**: `nbgrader autograde ASSIGNMENT` on a fresh copy of a course made by `nbgrader generate_assignment`: the answer
  cells, and one hidden test cell for each check with its share of the points. Feedback is not made (that is
  `nbgrader generate_feedback`). Two processes: two courses, each with half of the students and its own gradebook.
- **otter**: `otter run` for each submission, one after the other, with an `autograder.zip` made by `otter generate`: one test
  file for each question, one test case for each check. Two processes: two such loops, each with half of the students.

*Whole* is the time from the start to the end of the last process, divided by the number of submissions. *Steady* is the time
for each submission between the first result of every process and the last result: what a longer class approaches, with slots
warm. *CPU* is the CPU time of all processes for each submission, sandboxed ones and starts included; it depends less than the
clock on what else the machine does. A ratio is taken within each round, then the median over the rounds; in brackets the
smallest and the largest.
"""

TARGETS = (
    ("whole", "nbgrader", 1, 20.0),
    ("whole", "nbgrader", 2, 10.0),
    ("steady", "nbgrader", 1, 20.0),
    ("steady", "nbgrader", 2, 10.0),
)


def markdown(found: Mapping[str, Any]) -> str:
    """The page for what ``benchmarks.throughput`` has collected."""
    setup, runs = found["setup"], found["runs"]
    made = ["# Throughput", "", f"- Machine: {setup['machine']}; Python {setup['python']}; {setup['when']}"]
    made.append(
        f"- Command: `{setup['command'].strip()}`, {setup['rounds']} round(s), interleaved; isolation: {setup['isolation']}"
    )
    for name, versions in setup["versions"].items():
        made.append(f"- Environment of {name}: " + ", ".join(f"{package} {version}" for package, version in versions.items()))
    loads = [run["load_before"] for run in runs]
    if loads:
        text = f"{statistics.median(loads):.1f} (from {min(loads):.1f} to {max(loads):.1f})"
        made.append(f"- Load average before each run: {text}; the run before it counts for about a minute")
    for assignment, students in found["students"].items():
        own = [run for run in runs if run["assignment"] == assignment]
        made += ["", f"## {assignment}: {students} submissions, {found['checks'][assignment]} checks", "", *_table(own), ""]
        made += [*_ratios(own), "", _agreement(own)]
    if found.get("overhead"):
        made += ["", *_overhead(found["overhead"]), "", *_where(found["overhead"], runs)]
    if found.get("start"):
        made += ["", "## Start of a kernel, memory of a child", "", "```", found["start"].strip(), "```"]
    return "\n".join([*made, "", "## What is run", "", WHAT_RUNS])


def _table(runs: Sequence[Run]) -> list[str]:
    made = ["| Grader | whole: s each | a minute | steady: s each | a minute | CPU: s each |", "|---|---:|---:|---:|---:|---:|"]
    for label in dict.fromkeys(run["label"] for run in runs):
        cells = []
        for kind in ("whole", "steady"):
            values = [value for run in runs if run["label"] == label and (value := _seconds(run, kind)) is not None]
            cells += [_spread(values), f"{60 / statistics.median(values):.0f}"] if values else ["", ""]
        values = [value for run in runs if run["label"] == label and (value := _seconds(run, "cpu")) is not None]
        cells.append(_spread(values) if values else "")
        made.append(f"| {label} | {' | '.join(cells)} |")
    return made


def _ratios(runs: Sequence[Run]) -> list[str]:
    """How many times faster ours is, for each other grader; with the goal where there is one."""
    made = ["| Ours, 2 slots, against | whole | steady | CPU |", "|---|---:|---:|---:|"]
    for label in dict.fromkeys(run["label"] for run in runs if run["grader"] != "autograder"):
        cells = []
        for kind in ("whole", "steady", "cpu"):
            values = list(_paired(runs, label, kind))
            cells.append(_spread(values, "×") if values else "")
        made.append(f"| {label} | {' | '.join(cells)} |")
    goals = []
    for kind, grader, processes, goal in TARGETS:
        label = next((r["label"] for r in runs if r["grader"] == grader and r["processes"] == processes), "")
        values = list(_paired(runs, label, kind))
        if values and runs[0]["assignment"] == "conv_by_hand":
            reached = statistics.median(values)
            goals.append(f"{kind} ≥ {goal:g} × {label}: {'reached' if reached >= goal else 'missed'} ({reached:.1f} ×)")
    return [*made, "", "Goals: " + "; ".join(goals) + "."] if goals else made


def _paired(runs: Sequence[Run], label: str, kind: str) -> Iterable[float]:
    """The other grader's time over ours with two slots, round by round."""
    for other in (run for run in runs if run["label"] == label):
        for own in runs:
            if (own["grader"], own["processes"], own["round"]) == ("autograder", 2, other["round"]):
                theirs, ours = _seconds(other, kind), _seconds(own, kind)
                # Otter starts afresh for every submission: whole and steady are the same thing to it.
                if theirs is None:
                    theirs = _seconds(other, "whole")
                if theirs and ours:
                    yield theirs / ours


def _seconds(run: Run, kind: str) -> float | None:
    if kind == "steady":
        steady: float | None = run["steady_seconds"]
        return steady
    seconds = run["cpu_seconds"] if kind == "cpu" else run["seconds"]
    return float(seconds) / len(run["scores"]) if run["scores"] and seconds is not None else None


def _spread(values: Sequence[float], unit: str = "") -> str:
    middle = f"{statistics.median(values):.3g}{' ' + unit if unit else ''}"
    return f"{middle} ({min(values):.3g}–{max(values):.3g})" if len(values) > 1 else middle


def _agreement(runs: Sequence[Run]) -> str:
    """Whether every grader gave every student the same points: only then have they done the same work."""
    first: Mapping[str, float] = next((run["scores"] for run in runs if run["grader"] == "autograder"), {})
    made = []
    for label in dict.fromkeys(run["label"] for run in runs):
        scores = [run["scores"] for run in runs if run["label"] == label]
        others = {s for given in scores for s in first if abs(given.get(s, float("inf")) - first[s]) > _TOLERANCE}
        made.append(f"{label}: {len(others)} differ ({', '.join(sorted(others)[:5])})" if others else f"{label}: all the same")
    return "Points of the students, compared with our first run: " + "; ".join(made) + "."


def _overhead(found: Mapping[str, Any]) -> list[str]:
    trivial = found["trivial"]["overhead"]
    verdict = "reached" if trivial <= 0.3 else "missed"
    made = [f"## What grading adds: {found['assignment']}, {found['count']} submissions, 1 slot", ""]
    made.append(
        "Milliseconds per submission (medians): wall time of each step as the grader sees it, CPU time of the trusted side.\n"
        "*Overhead* is the whole without the checks' own time and without the bare run of the same cells, in a process that\n"
        "has imported everything and has neither Jupyter nor sandbox around it. What is in brackets happens while the next\n"
        "submission is graded."
    )
    made += ["", f"Goal: overhead ≤ 0.3 s with one trivial check for each question: {verdict} ({trivial:.2f} s)."]
    if found["missing"]:
        made.append(f"Not found in the engine any more, so counted under the rest: {', '.join(found['missing'])}.")
    return [*made, "", *overhead.lines(found)]


def _where(found: Mapping[str, Any], runs: Sequence[Run]) -> list[str]:
    """What the CPU time of a submission is spent on, and how far that lets the goals be reached on this machine."""
    real, bare = found["real"], found["bare cpu"]
    trusted = real["cpu"]
    groups = {
        "the student's cells, as in the bare run": bare,
        "the kernel around them: its start and end, messages, the calls of the checks": real["kernel"] - bare,
        "the checks, in pytest": trusted["pytest"],
        "running the cells, seen from outside: their messages and outputs": trusted["run the cells"],
        "gradebook, result files": sum(trusted[step] for step in IN_MAIN),
    }
    groups["the rest of the trusted side: intake, worker, feedback, diagnosis"] = (
        real["kernel"] + sum(trusted.values()) - sum(groups.values())
    )
    total = sum(groups.values())
    made = [
        "## Where the time of a submission goes",
        "",
        f"Seconds of CPU for each submission of {found['assignment']}, once everything is warm: {total:.2f}.",
        "",
        *(f"- {seconds:.2f} {what}" for what, seconds in groups.items()),
    ]
    own = [run for run in runs if run["assignment"] == found["assignment"]]
    for run in own:
        whole, steady = _seconds(run, "whole"), _seconds(run, "steady")
        if (run["grader"], run["processes"]) == ("autograder", 2) and whole is not None and steady is not None:
            each = whole - steady
            made += [
                "",
                f"With 2 slots, starting the program and the slots takes another {each:.2f} s by the clock of each submission.",
            ]
    for _, grader, processes, times in TARGETS[:2]:
        label = f"{grader}, {processes} {'process' if processes == 1 else 'processes'}"
        seconds = [value for run in own if run["label"] == label and (value := _seconds(run, "whole")) is not None]
        if seconds:
            left = 2 * statistics.median(seconds) / times
            made.append(f"{times:g} × {label}, would leave {left:.2f} s of CPU on two cores, start included.")
    return made
