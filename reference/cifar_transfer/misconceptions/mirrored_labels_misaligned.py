"""The labels are repeated one by one, while the images are repeated as a block."""

QUESTION = "with_mirror_images"
HINT = (
    "Your labels no longer belong to your images: `np.repeat` doubles each label on the spot, but the mirror "
    "images come after all originals."
)


# %% with_mirror_images
def with_mirror_images(images, labels):
    return np.concatenate([images, images[:, :, ::-1]]), np.repeat(labels, 2)
