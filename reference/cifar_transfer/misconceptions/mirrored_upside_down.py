"""Mirrored upside down instead of left to right."""

QUESTION = "with_mirror_images"
HINT = "Your mirror images stand on their heads. Rows are axis 1, columns axis 2: turn the columns around."


# %% with_mirror_images
def with_mirror_images(images, labels):
    return np.concatenate([images, images[:, ::-1]]), np.concatenate([labels, labels])
