"""The bias is left out of the map."""

QUESTION = "activation_map"
HINT = "Your map leaves the bias out. Add it at each place."


# %% activation_map
def activation_map(image, kernel, bias=0.0):
    padded = np.pad(image, 2)
    result = np.zeros(image.shape)
    for i in range(result.shape[0]):
        for j in range(result.shape[1]):
            result[i, j] = np.sum(padded[i : i + 5, j : j + 5] * kernel)
    return result
