"""Ends the Python process in his last cell, to be sure that nothing runs on."""

EXPECTED = {
    "by_hand_step": 2,
    "by_hand_map": 1,
    "by_hand_edge": 2,
    "output_size": 2,
    "same_padding": 1,
    "conv2d": 8,
    "edge_strength": 1,
    "conv2d_multi": 3,
    "count_weights": 1,
    "max_pool": 3,
    "receptive_field": 0,
}

# %% receptive_field
import os

def receptive_field(layers):
    field = 1
    jump = 1
    for size, stride in layers:
        field = field + (size - 1) * jump
        jump = jump * stride
    return field

print(receptive_field([(3, 1), (3, 1)]))
os._exit(0)
