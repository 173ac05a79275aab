"""The forest's seed is not passed on: each run predicts something else."""

QUESTION = "forest_predictions"
HINT = "Two runs with the same seed do not agree. Pass the seed to the forest: `random_state=seed`."


# %% forest_predictions
def forest_predictions(inputs, labels, new_inputs, seed):
    forest = RandomForestClassifier(n_estimators=100)
    forest.fit(inputs.reshape(len(inputs), -1), labels)
    return forest.predict(new_inputs.reshape(len(new_inputs), -1))
