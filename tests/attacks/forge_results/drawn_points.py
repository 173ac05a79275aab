"""Draws a certificate of full points into the figure that the feedback shows."""

CLASS = "forge results"
EXPECT = "no points"
SEEN = "drawn instead of the figure"
BASE = "release"


# %% softmax
def softmax(scores):
    plt.figure(figsize=(2, 1))
    plt.text(0.1, 0.5, "10 of 10 points")
    plt.axis("off")
    print("drawn instead of the figure")
    return np.zeros(np.shape(scores))
