"""Repeats the border pixels instead of zeros, and counts no biases."""

EXPECTED = {
    "by_hand_step": 2,
    "by_hand_map": 1,
    "by_hand_edge": 2,
    "output_size": 2,
    "same_padding": 1,
    "conv2d": 7,
    "edge_strength": 1,
    "conv2d_multi": 3,
    "count_weights": 0,
    "max_pool": 3,
    "receptive_field": 2,
}

# %% conv2d
def conv2d(image, kernel, bias=0.0, stride=1, padding=0):
    # Größe des Kernels
    kh, kw = kernel.shape
    # Rand berechnen
    if padding == "same":
        ph, pw = same_padding(kh), same_padding(kw)
    elif padding == "valid":
        ph, pw = 0, 0
    else:
        ph, pw = padding, padding
    # Rand auffüllen: das Bild wird nach außen fortgesetzt
    bild = np.pad(image, ((ph, ph), (pw, pw)), mode="edge")
    # Fenster verschieben
    zeilen = (bild.shape[0] - kh) // stride + 1
    spalten = (bild.shape[1] - kw) // stride + 1
    karte = np.zeros((zeilen, spalten))
    for z in range(zeilen):
        for s in range(spalten):
            ausschnitt = bild[z * stride : z * stride + kh, s * stride : s * stride + kw]
            karte[z, s] = np.sum(ausschnitt * kernel) + bias
    return karte

# %% count_weights
def count_weights(filters, kernel_height, kernel_width, channels):
    return filters * kernel_height * kernel_width * channels

# %% [markdown] small_kernels
# Drei kleine Kernel sehen genauso weit wie ein großer, haben aber weniger Gewichte (27 statt 49).
