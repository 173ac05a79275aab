"""The course: its assignments, its limits, and what the students' kernels have at hand."""

from autograder.course import Assignment, Course, Limits

course = Course(
    name="COURSE NAME",
    course_id="COURSE_ID",
    assignments=[
        Assignment(name="first_loss", title="A first loss"),
    ],
    limits=Limits(cell_seconds=30, notebook_seconds=120),
    preload=["numpy", "matplotlib.pyplot"],
)
