"""The kernel is turned by 180° before multiplying."""

QUESTION = "by_hand_step"
HINT = (
    "You turned the kernel by 180° first. In deep learning it is laid on the patch as it is: each pixel times the "
    "red number in it."
)

# %% by_hand_step
step_map_shape = (3, 3)
step_position = (1, 0)
step_value = 9
