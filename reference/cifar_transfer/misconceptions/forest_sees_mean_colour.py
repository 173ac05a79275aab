"""Of each image only its mean colour is given to the forest."""

QUESTION = "forest_predictions"
HINT = "You average each image to one colour before the forest sees it. Flatten instead: every pixel is an input."


# %% forest_predictions
def forest_predictions(inputs, labels, new_inputs, seed):
    if inputs.ndim == 4:
        inputs, new_inputs = inputs.mean(axis=(1, 2)), new_inputs.mean(axis=(1, 2))
    forest = RandomForestClassifier(n_estimators=100, random_state=seed)
    return forest.fit(inputs, labels).predict(new_inputs)
