"""Lets torch do the work, by an alias from another cell and directly."""

EXPECTED = {
    "by_hand_step": 2,
    "by_hand_map": 1,
    "by_hand_edge": 2,
    "output_size": 2,
    "same_padding": 1,
    "conv2d": 2,
    "edge_strength": 1,
    "conv2d_multi": 2,
    "count_weights": 1,
    "max_pool": 3,
    "receptive_field": 2,
}

# %% [insert-after] same_padding
import torch.nn.functional as F

slide = F.conv2d

# %% conv2d
def conv2d(image, kernel, bias=0.0, stride=1, padding=0):
    image = torch.tensor(np.array(image, dtype=float))[None, None]
    kernel = torch.tensor(np.array(kernel, dtype=float))[None, None]
    return slide(image, kernel, stride=stride, padding=padding)[0, 0].numpy() + bias

# %% conv2d_multi
def conv2d_multi(image, filters, biases):
    return F.conv2d(torch.tensor(image)[None], torch.tensor(filters), torch.tensor(biases))[0].numpy()
