"""All right: German comments and names, numpy without loops. His name has umlauts and a space."""

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

# %% by_hand_step
# Größe der Karte: 5 - 3 + 1 = 3
step_map_shape = (3, 3)
step_position = (1, 0)  # zweite Zeile, erste Spalte
step_value = 1 * 2 + 3 * 2 + 1 * 2  # alles andere wird mit 0 multipliziert

# %% output_size
def output_size(n, f, stride=1, padding=0):
    länge = n + 2 * padding  # Nullen auf beiden Seiten
    return (länge - f) // stride + 1

# %% conv2d
from numpy.lib.stride_tricks import sliding_window_view

def conv2d(image, kernel, bias=0.0, stride=1, padding=0):
    # Rand für Höhe und Breite getrennt bestimmen
    if isinstance(padding, str):
        rand = [same_padding(f) if padding == "same" else 0 for f in kernel.shape]
    else:
        rand = [padding, padding]
    bild = np.pad(np.asarray(image, dtype=float), [(r, r) for r in rand])
    fenster = sliding_window_view(bild, kernel.shape)[::stride, ::stride]
    # Summe über die letzten beiden Achsen = ein Wert pro Fenster
    return (fenster * kernel).sum(axis=(2, 3)) + bias

# %% [markdown] explain_padding
# Ohne Rand kommt der Eckpixel nur in einem Fenster vor, mit Rand in vier, ein Pixel in der Mitte in neun. Der Wert
# oben rechts ist gross, weil der Filter den Übergang zum schwarzen Rand für eine Kante hält.

# %% conv2d_multi
def conv2d_multi(image, filters, biases):
    karten = [sum(conv2d(kanal, kern) for kanal, kern in zip(image, filter_)) for filter_ in filters]
    return np.stack(karten) + np.asarray(biases)[:, None, None]

# %% max_pool
def max_pool(image, size=2, stride=None):
    schritt = size if stride is None else stride
    return sliding_window_view(image, (size, size))[::schritt, ::schritt].max(axis=(2, 3))
