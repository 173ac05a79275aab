"""Flattened with the axes in the wrong order, so that each row holds pixels of many images."""

QUESTION = "forest_predictions"
HINT = (
    "Each row of what you give the forest holds pixels of several images. `reshape(len(inputs), -1)` keeps one "
    "image in one row; no transpose is needed."
)


# %% forest_predictions
def forest_predictions(inputs, labels, new_inputs, seed):
    forest = RandomForestClassifier(n_estimators=100, random_state=seed)
    forest.fit(inputs.reshape(-1, len(inputs)).T, labels)
    return forest.predict(new_inputs.reshape(-1, len(new_inputs)).T)
