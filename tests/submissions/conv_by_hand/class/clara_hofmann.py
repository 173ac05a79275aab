"""All right, with IPython magics as in many tutorials."""

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
    "receptive_field": 2,
}

# %% [prepend]
%matplotlib inline
import warnings
warnings.filterwarnings("ignore")

# %% conv2d
%%time
def conv2d(image, kernel, bias=0.0, stride=1, padding=0):
    k1, k2 = kernel.shape
    p1, p2 = padding, padding
    if padding == "valid":
        p1, p2 = 0, 0
    if padding == "same":
        p1, p2 = (k1 - 1) // 2, (k2 - 1) // 2
    x = np.pad(image, ((p1, p1), (p2, p2)), "constant")
    out = []
    for i in range(0, x.shape[0] - k1 + 1, stride):
        out.append([np.vdot(x[i:i + k1, j:j + k2], kernel) + bias for j in range(0, x.shape[1] - k2 + 1, stride)])
    return np.array(out)

# %% max_pool
def max_pool(image, size=2, stride=None):
    stride = stride or size
    out = []
    for i in range(0, image.shape[0] - size + 1, stride):
        out.append([np.max(image[i:i + size, j:j + size]) for j in range(0, image.shape[1] - size + 1, stride)])
    return np.array(out)

%timeit -n 1 -r 1 max_pool(np.random.rand(10, 10))
