"""All right, with cells of his own between the tasks, one of which fails, and a changed locked cell."""

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

# %% [insert-markdown-after] by_hand_step
# **Note to self:** rows first!

# %% [insert-after] output_size
for n in range(3, 9):
    print(n, output_size(n, 3), output_size(n, 3, stride=2), output_size(n, 3, padding=1))

# %% [insert-after] conv2d
blur = np.ones((3, 3)) / 9
plt.imshow(conv2d(np.random.default_rng(0).normal(size=(20, 20)), blur))
plt.title("blurred noise")
plt.show()

# %% [insert-after] conv2d_multi
test_image = np.zeros((3, 4, 4))
conv2d_multi(test_image, np.zeros((2, 4, 3, 3)), [0, 0])  # 4 channels do not fit

# %% [edit-locked] try_output_size
print("all fine")

# %% [append]
print("done!")
