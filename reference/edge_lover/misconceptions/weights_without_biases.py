"""The biases are not counted."""

QUESTION = "count_weights"
HINT = "You counted without the biases: one for each kernel, and one for each output."


# %% count_weights
weights_one_kernel = 27
weights_two_kernels = 54
