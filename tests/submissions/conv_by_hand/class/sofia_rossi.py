"""Handed in the notebook as it was given out."""

BASE = "release"
EXPECTED = {
    "by_hand_step": 0,
    "by_hand_map": 0,
    "by_hand_edge": 0,
    "output_size": 0,
    "same_padding": 0,
    "conv2d": 0,
    "edge_strength": 0,
    "conv2d_multi": 0,
    "count_weights": 0,
    "max_pool": 0,
    "receptive_field": 0,
}
