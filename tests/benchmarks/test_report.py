"""Ratios are taken within a round, goals are judged by them, and graders that gave other points are named."""

from __future__ import annotations

from typing import Any

from benchmarks.graders import steady
from benchmarks.report import markdown


def run(grader: str, processes: int, number: int, seconds: float, scores: dict[str, float]) -> dict[str, Any]:
    kinds = ("slot", "slots") if grader == "autograder" else ("process", "processes")
    return {
        "round": number,
        "assignment": "conv_by_hand",
        "grader": grader,
        "processes": processes,
        "label": f"{grader}, {processes} {kinds[processes > 1]}",
        "load_before": 0.1,
        "seconds": seconds,
        "steady_seconds": None,
        "cpu_seconds": seconds / 2,
        "scores": scores,
    }


def page(runs: list[dict[str, Any]]) -> str:
    setup = {"machine": "a", "python": "3", "when": "now", "command": "c", "rounds": 2, "isolation": "sandbox", "versions": {}}
    return markdown({"setup": setup, "students": {"conv_by_hand": 2}, "checks": {"conv_by_hand": 5}, "runs": runs})


def test_a_slow_round_slows_both_sides_of_a_ratio() -> None:
    """10 × in a quick round and 20 × in one that is slow for everybody are 15 ×, whatever the medians of the times are."""
    scores = {"ada": 3.0, "bob": 1.0}
    text = page(
        [
            run("autograder", 2, 1, 1.0, scores),
            run("nbgrader", 1, 1, 10.0, scores),
            run("autograder", 2, 2, 4.0, scores),
            run("nbgrader", 1, 2, 80.0, scores),
        ]
    )
    assert "| nbgrader, 1 process | 15 × (10–20) |  | 15 × (10–20) |" in text
    assert "whole ≥ 20 × nbgrader, 1 process: missed (15.0 ×)" in text


def test_other_points_are_named() -> None:
    """A student to whom a grader gave other points than ours, or none, is in the report."""
    ours = {"ada": 3.0, "bob": 1.0, "cy": 2.0}
    text = page([run("autograder", 2, 1, 1.0, ours), run("otter", 1, 1, 9.0, {"ada": 3.0, "bob": 0.0})])
    assert "autograder, 2 slots: all the same" in text
    assert "otter, 1 process: 2 differ (bob, cy)" in text


def test_steady_rate_leaves_the_start_out() -> None:
    """Two processes that each take 2 s per submission, after 5 s of start, make one submission per second."""
    times = sorted([5.0 + 2 * done for done in range(1, 4)] + [5.1 + 2 * done for done in range(1, 4)])
    assert abs(steady(times, 2) - 1.0) < 1e-9
    assert steady(times[:3], 2) is None
