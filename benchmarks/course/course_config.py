"""The course that benchmarks grade: the repository's conv_by_hand, and a small Keras training task."""

import os

from autograder.course import Assignment, Course, Limits, Service

course = Course(
    name="Benchmark",
    course_id="benchmark",
    assignments=[
        Assignment(name="conv_by_hand", title="Convolution by hand"),
        Assignment(name="stripes", title="A network for stripes"),
    ],
    limits=Limits(),
    preload=["numpy", "matplotlib.pyplot", "torch", "keras"],
    environment=["KERAS_BACKEND=torch"],
    service=Service(database=os.environ.get("BENCHMARK_DATABASE", Service().database)),
)
