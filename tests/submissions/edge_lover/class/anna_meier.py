"""German comments; takes the mean of the map, and scipy's true convolution. Everything else is right."""

EXPECTED = {
    "draw_bars": 2,
    "make_data": 4,
    "make_sets": 2,
    "build_model": 7,
    "count_weights": 1,
    "loss_component": 1,
    "train": 3,
    "activation_map": 2,
    "lover_weights": 2,
}

# %% draw_bars
def draw_bars(bars, vertical):
    bild = np.zeros((SIZE, SIZE, 1))
    for ort, anfang, ende in bars:
        # senkrecht: Spalte bleibt gleich, die Zeilen laufen
        if vertical:
            bild[anfang:ende, ort, 0] = 255
        else:
            bild[ort, anfang:ende, 0] = 255
    return bild

# %% build_model
def build_model(kernels=1):
    modell = keras.Sequential()
    modell.add(keras.Input(shape=(SIZE, SIZE, 1)))
    modell.add(layers.Conv2D(kernels, kernel_size=(5, 5), padding="same"))
    # über die ganze Karte mitteln
    modell.add(layers.GlobalAveragePooling2D())
    modell.add(layers.Dense(2, activation="softmax"))
    modell.compile(optimizer=keras.optimizers.Adam(0.01), loss="categorical_crossentropy", metrics=["accuracy"])
    return modell

# %% activation_map
from scipy import signal
def activation_map(image, kernel, bias=0.0):
    karte = signal.convolve2d(image, kernel, mode="same")   # Faltung, gleiche Größe
    return karte + bias

# %% [markdown] observe_kernel
# Der Kern hat Streifen, und die Karte ist dort groß, wo ein Balken in derselben Richtung liegt.
