"""All right, with IPython magics and prints as in many tutorials."""

EXPECTED = {
    "split": 3,
    "forest_predictions": 3,
    "predicted_classes": 1,
    "preprocess": 3,
    "extract_features": 3,
    "predictions_from_features": 2,
    "scale": 3,
    "build_head": 3,
    "choose": 3,
    "build_transfer": 3,
    "fine_tune": 3,
    "with_mirror_images": 2,
    "strategy": 2,
}

# %% [prepend]
%matplotlib inline
%config InlineBackend.figure_format = "retina"
import warnings
warnings.filterwarnings("ignore")

# %% split
%%time
def split(labels, per_class, n_validation, n_test, seed):
    rng = np.random.default_rng(seed)
    idx = np.arange(len(labels))
    rng.shuffle(idx)
    tr = np.array([], dtype=int)
    for c in range(10):
        tr = np.append(tr, idx[labels[idx] == c][:per_class])
    mask = ~np.isin(idx, tr)
    rest = idx[mask]
    print("left over:", len(rest))
    return tr, rest[0:n_validation], rest[n_validation:n_validation + n_test]

print([len(s) for s in split(labels, 10, 100, 200, 0)])

# %% predicted_classes
def predicted_classes(probabilities):
    return probabilities.argmax(-1)

%timeit -n 1 -r 1 predicted_classes(np.random.rand(100, 10))

# %% build_head
def build_head(n_features, n_classes):
    model = keras.Sequential(name="head")
    model.add(keras.Input((n_features,)))
    model.add(keras.layers.Dense(200, activation="relu"))
    model.add(keras.layers.Dense(200, activation="relu"))
    model.add(keras.layers.Dense(n_classes, activation="softmax"))
    model.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
    model.summary()
    return model

# %% [markdown] observe_pixels
# Both are only a bit better than guessing (0.1). They overfit: training accuracy nearly 1.

# %% [append]
!ls
print("fertig!")
