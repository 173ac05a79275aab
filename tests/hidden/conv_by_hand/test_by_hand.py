"""The numbers computed with pencil and paper in part 1."""

from autograder.grading.check import agree, check


@check("by_hand_step", weight=1, hint="How often does a window of 3 pixels fit into a row of 5?")
def test_step_map_shape(student, reference):
    """The shape of the whole activation map."""
    agree(student["step_map_shape"], reference.step_map_shape, "the shape of the activation map")


@check("by_hand_step", weight=1, hint="Count the places of the window from the top left one, which is (0, 0).")
def test_step_position(student, reference):
    """The place of the window in the activation map."""
    agree(student["step_position"], reference.step_position, "the place in the activation map")


@check(
    "by_hand_step",
    weight=2,
    hint="Multiply each pixel under the window by the small red number in it, and add up the nine products.",
)
def test_step_value(student, reference):
    """The value of the activation map at this place."""
    agree(student["step_value"], reference.step_value, "the value in the activation map")


@check(
    "by_hand_map", hint="With this kernel each value is the sum of the five pixels in the corners and the centre of the window."
)
def test_lecture_map(student, reference):
    """A whole activation map by hand."""
    agree(student["lecture_map"], reference.lecture_map, "the activation map")


@check(
    "by_hand_edge", hint="Add up the left column of the window and subtract the right one; then move one pixel to the right."
)
def test_edge_first_row(student, reference):
    """The first row of the edge filter's activation map."""
    agree(student["edge_first_row"], reference.edge_first_row, "the first row of the activation map")


@check(
    "by_hand_edge",
    hint="Centre the kernel on the top right pixel of the image: five of the nine pixels under it are zeros of the frame.",
)
def test_edge_top_right(student, reference):
    """The top right corner of the map with a frame of zeros."""
    agree(student["edge_top_right"], reference.edge_top_right, "the top right corner")
