"""Exchanges rows and columns when drawing; all that follows is right for her pictures, and counts as right."""

EXPECTED = {
    "draw_bars": 0.5,
    "make_data": 4,
    "make_sets": 2,
    "build_model": 8,
    "count_weights": 1,
    "loss_component": 1,
    "train": 3,
    "activation_map": 3,
    "lover_weights": 2,
}

# %% draw_bars
def draw_bars(bars, vertical):
    bild = np.zeros((50, 50, 1))
    x, y = (0, 1) if vertical else (1, 0)
    for place, start, stop in bars:
        for t in range(start, stop):
            position = [0, 0]
            position[x] = place
            position[y] = t
            bild[tuple(position)] = 255
    return bild
