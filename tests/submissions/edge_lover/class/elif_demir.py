"""Ran out of time after the pictures: the rest is untouched. Tosses a coin for each picture."""

BASE = "release"
EXPECTED = {
    "draw_bars": 2,
    "make_data": 3.5,
    "make_sets": 2,
    "build_model": 0,
    "count_weights": 0.0,
    "loss_component": 1,
    "train": 0,
    "activation_map": 0,
    "lover_weights": 0,
}

# %% draw_bars
def draw_bars(bars, vertical):
    image = np.zeros((SIZE, SIZE, 1))
    for b in bars:
        if vertical:
            image[b[1]:b[2], b[0]] = 255
        if not vertical:
            image[b[0], b[1]:b[2]] = 255
    return image

# %% make_data
def make_data(n, seed):
    rng = np.random.default_rng(seed)
    images = []
    labels = []
    for i in range(n):
        v = rng.integers(0, 2)
        images.append(draw_bars(random_bars(rng), v))
        labels.append([v, 1 - v])
    return np.array(images), np.array(labels)

# %% make_sets
def make_sets(n_train, n_val, seed):
    a, b = make_data(n_train, seed)
    c, d = make_data(n_val, seed + 1)
    return a / 255, b, c / 255, d

# %% count_weights
weights_one_kernel = 29
weights_two_kernels = 58

# %% loss_component
def loss_component(probabilities, label):
    return -np.log(np.sum(probabilities * label))

# %% [append]
import ipywidgets as widgets
from IPython.display import display

regler = widgets.IntSlider(value=3, min=1, max=9, description="Balken")
display(regler)


@widgets.interact(bars=regler)
def zeige(bars=3):
    print(f"{bars} Balken, und jeder ist senkrecht")
