"""Fits the twin to `model2 = model`, and takes the argmax along the images."""

EXPECTED = {
    "prepare": 2,
    "one_hot": 1,
    "hold_out": 3,
    "make_permutation": 2,
    "shuffle_pixels": 4,
    "shuffle_sets": 2,
    "build_fcnn": 4,
    "build_cnn": 4,
    "copy_model": 2,
    "train": 3,
    "accuracy": 0,
    "run_experiment": 0,
    "confusion_matrix": 3,
    "permute_first_layer": 3,
}

# %% copy_model
def copy_model(model):
    model2 = model
    model2.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
    return model2

# %% accuracy
def predict_labels(model, x):
    p = model.predict(x, verbose=0)
    return p.argmax(0)

def accuracy(model, x, labels):
    return (predict_labels(model, x) == labels).mean()
