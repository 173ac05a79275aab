"""All right, with magics as in many tutorials, `# @title` forms, prints, and German comments."""

EXPECTED = {
    "prepare": 2,
    "one_hot": 1,
    "hold_out": 3,
    "make_permutation": 2,
    "shuffle_pixels": 4,
    "shuffle_sets": 2,
    "build_fcnn": 4,
    "build_cnn": 4,
    "copy_model": 3,
    "train": 3,
    "accuracy": 2,
    "run_experiment": 3,
    "confusion_matrix": 3,
    "permute_first_layer": 3,
}

# %% [prepend]
# @title Vorbereitung { display-mode: "form" }
%matplotlib inline
import warnings
warnings.filterwarnings("ignore")

# %% prepare
%%time
# @title Bilder skalieren
def prepare(x_train, x_test):
    # Bilder durch 255 teilen und Kanalachse anhängen
    ergebnis = []
    for bilder in (x_train, x_test):
        print("Form vorher:", bilder.shape)
        ergebnis.append((bilder / 255.0)[:, :, :, None])
    return ergebnis[0], ergebnis[1]

# %% make_permutation
def make_permutation(n, seed):
    # zufällige Reihenfolge ohne Zurücklegen
    zufall = np.random.default_rng(seed)
    return zufall.choice(n, size=n, replace=False)

# %% [insert-after] shuffle_pixels
# Kontrolle: alle Pixel noch da?
test = np.arange(8).reshape(2, 2, 2)
print(np.sort(shuffle_pixels(test, np.array([3, 0, 2, 1])).ravel()))

# %% [insert-after] build_cnn
%timeit -n 1 -r 1 build_cnn((8, 8, 1))

# %% [markdown] explain_fcnn
# Weil jedes Neuron alle Pixel sieht, ist die Reihenfolge egal.
