"""Deleted what she had not solved: half of the tasks, and some of the given cells."""

EXPECTED = {
    "by_hand_step": 2,
    "by_hand_map": 1,
    "by_hand_edge": 2,
    "output_size": 2,
    "same_padding": 1,
    "conv2d": 8,
    "edge_strength": 1,
    "conv2d_multi": 0,
    "count_weights": 0,
    "max_pool": 0,
    "receptive_field": 0,
}

# %% [delete] conv2d_multi

# %% [delete] try_conv2d_multi

# %% [delete] count_weights

# %% [delete] try_count_weights

# %% [delete] max_pool

# %% [delete] try_max_pool

# %% [delete] receptive_field

# %% [delete] small_kernels

# %% [delete] helpers

# %% conv2d
def conv2d(image, kernel, bias=0.0, stride=1, padding=0):
    kernel_rows, kernel_cols = kernel.shape
    if padding == "same":
        pr = same_padding(kernel_rows)
        pc = same_padding(kernel_cols)
    elif padding == "valid":
        pr = pc = 0
    else:
        pr = pc = padding
    rows = output_size(image.shape[0], kernel_rows, stride, pr)
    cols = output_size(image.shape[1], kernel_cols, stride, pc)
    new = np.zeros((image.shape[0] + 2 * pr, image.shape[1] + 2 * pc))
    for i in range(image.shape[0]):
        for j in range(image.shape[1]):
            new[i + pr][j + pc] = image[i][j]
    result = np.zeros((rows, cols))
    for i in range(rows):
        for j in range(cols):
            s = 0
            for k in range(kernel_rows):
                for l in range(kernel_cols):
                    s += new[i * stride + k][j * stride + l] * kernel[k][l]
            result[i][j] = s + bias
    return result
