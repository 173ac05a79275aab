"""Has come to the end of part 2, the rest is untouched."""

BASE = "release"
EXPECTED = {
    "split": 3,
    "forest_predictions": 3,
    "predicted_classes": 1,
    "preprocess": 0,
    "extract_features": 0,
    "predictions_from_features": 0,
    "scale": 0,
    "build_head": 0,
    "choose": 0,
    "build_transfer": 0,
    "fine_tune": 0,
    "with_mirror_images": 0,
    "strategy": 0,
}

# %% split
def split(labels, per_class, n_validation, n_test, seed):
    rng = np.random.default_rng(seed)
    train = np.concatenate([rng.choice(np.where(labels == c)[0], per_class, replace=False) for c in range(10)])
    rest = rng.permutation([i for i in range(len(labels)) if i not in set(train)])
    return train, rest[:n_validation], rest[n_validation:n_validation+n_test]

# %% forest_predictions
def forest_predictions(inputs, labels, new_inputs, seed):
    rf = RandomForestClassifier(n_estimators=100, random_state=seed)
    rf.fit(inputs.reshape(inputs.shape[0], -1), labels)
    return rf.predict(new_inputs.reshape(new_inputs.shape[0], -1))

# %% predicted_classes
def predicted_classes(probabilities):
    return np.array([np.argmax(p) for p in probabilities])
