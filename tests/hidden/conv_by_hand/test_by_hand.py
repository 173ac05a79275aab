"""The numbers computed with pencil and paper in part 1."""

from autograder.grading.check import agree, check


@check("by_hand_step", weight=1, hint="How often does a window of 3 pixels fit into a row of 5?")
def test_step_map_shape(student, reference):
    """The whole activation map has the right shape."""
    agree(student["step_map_shape"], reference.step_map_shape, "the shape of the activation map")


@check("by_hand_step", weight=1, hint="Count the places of the window from the top left one, which is (0, 0).")
def test_step_position(student, reference):
    """The window stands at the right place of the activation map."""
    agree(student["step_position"], reference.step_position, "the place in the activation map")


@check(
    "by_hand_step",
    weight=2,
    hint="Multiply each pixel under the window by the small red number in it, and add up the nine products.",
)
def test_step_value(student, reference):
    """The value at this place is right."""
    agree(student["step_value"], reference.step_value, "the value in the activation map")


@check(
    "by_hand_map", hint="With this kernel each value is the sum of the five pixels in the corners and the centre of the window."
)
def test_lecture_map(student, reference):
    """All values of the activation map are right."""
    agree(student["lecture_map"], reference.lecture_map, "the activation map")


@check(
    "by_hand_edge", hint="Add up the left column of the window and subtract the right one; then move one pixel to the right."
)
def test_edge_first_row(student, reference):
    """The first row of the edge filter's map is right."""
    agree(student["edge_first_row"], reference.edge_first_row, "the first row of the activation map")


@check(
    "by_hand_edge",
    hint="Centre the kernel on the top right pixel of the image: five of the nine pixels under it are zeros of the frame.",
)
def test_edge_top_right(student, reference):
    """The top right corner is right when a frame of zeros is put around the image."""
    agree(student["edge_top_right"], reference.edge_top_right, "the top right corner")
