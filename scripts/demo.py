"""Grade a class of example submissions in build/demo, a copy of this course, and say where everything is."""

from __future__ import annotations

import sys
from pathlib import Path

from autograder.authoring.examples import copy_course, hand_in, read_examples
from autograder.cli.main import main as autograder
from autograder.course import load_course

ROOT = Path(__file__).resolve().parent.parent
DEMO = ROOT / "build" / "demo"
NAME = "conv_by_hand"
CLASS = ROOT / "tests" / "submissions" / NAME / "class"


def main() -> int:
    course = copy_course(load_course(ROOT), DEMO)
    assignment = course.assignment(NAME)
    examples = read_examples(CLASS)
    print(f"1. The students' notebook, from {course.source(assignment).relative_to(ROOT)}", flush=True)
    if code := autograder(["generate", NAME, "--course", str(DEMO)]):
        return code
    print(f"\n2. {len(examples)} students hand in: {DEMO.relative_to(ROOT)}/submitted/<student>/{NAME}/", flush=True)
    hand_in(course, assignment, examples)
    print("\n3. Grade them, two at a time", flush=True)
    code = autograder(["grade", NAME, "--course", str(DEMO), "--jobs", "2"])
    # One of the class handed in a file that is no notebook; grading says so by this exit code, after everyone else is graded.
    if code != 2:
        return code or 1
    recognised = course.results(assignment, examples[0].student).relative_to(ROOT)
    print(
        f"""
4. Look around
  a feedback page:  {recognised}/feedback.html
  the gradebook:    {DEMO.relative_to(ROOT)}/gradebook.db, nbgrader's own
  its formgrader:   cd {DEMO.relative_to(ROOT)} && ../../.venv/bin/jupyter lab    then menu Nbgrader, Formgrader
  try something:    cd {DEMO.relative_to(ROOT)}, change a notebook in submitted/, then ../../.venv/bin/autograder grade
"""
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
