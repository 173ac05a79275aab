"""The map is smaller than the image: the kernel never stands on the border."""

QUESTION = "activation_map"
HINT = "Your map is smaller than the image. Surround the image with two rows and columns of zeros first."


# %% activation_map
def activation_map(image, kernel, bias=0.0):
    result = np.zeros((image.shape[0] - 4, image.shape[1] - 4))
    for i in range(result.shape[0]):
        for j in range(result.shape[1]):
            result[i, j] = np.sum(image[i : i + 5, j : j + 5] * kernel) + bias
    return result
