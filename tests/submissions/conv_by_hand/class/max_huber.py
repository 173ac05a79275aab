"""Ran out of time after part 2, and counts places from 1."""

BASE = "release"
EXPECTED = {
    "by_hand_step": 1.5,
    "by_hand_map": 1,
    "by_hand_edge": 2,
    "output_size": 2,
    "same_padding": 1,
    "conv2d": 0,
    "edge_strength": 0,
    "conv2d_multi": 0,
    "count_weights": 0,
    "max_pool": 0,
    "receptive_field": 0,
}

# %% by_hand_step
step_map_shape = (3, 3)
step_position = (2, 1)
step_value = 10

# %% by_hand_map
lecture_map = [[4, 3, 4],
               [2, 4, 3],
               [2, 3, 4]]

# %% by_hand_edge
edge_first_row = [-5, -4, 0, 8]
edge_top_right = 10

# %% output_size
def output_size(n, f, stride=1, padding=0):
    return int((n + 2 * padding - f) / stride) + 1

# %% same_padding
def same_padding(f):
    if f % 2:
        return int((f - 1) / 2)
    raise ValueError("even!")

# %% [markdown] explain_padding
# Otherwise the corners are used less often.
