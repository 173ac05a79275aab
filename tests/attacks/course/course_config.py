"""A small course to attack: three answer cells, short limits."""

from autograder.course import Assignment, Course, Limits

course = Course(
    name="Attacks",
    course_id="attacks",
    assignments=[Assignment(name="lab", title="Lab")],
    limits=Limits(
        cell_seconds=3,
        notebook_seconds=12,
        call_seconds=2,
        check_seconds=4,
        memory_mb=512,
        processes=24,
        disk_mb=24,
        file_mb=8,
        open_files=64,
        cell_output_mb=0.25,
        output_mb=0.5,
        notebook_mb=2,
        cells=60,
    ),
    preload=["numpy", "torch", "keras", "matplotlib.pyplot"],
    environment=["KERAS_BACKEND=torch"],
)
