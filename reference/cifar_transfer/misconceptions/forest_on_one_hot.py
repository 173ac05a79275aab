"""Random forest fitted on one-hot labels."""

QUESTION = "forest_predictions"
HINT = (
    "Your forest is trained on one-hot labels: it then predicts ten yes/no answers, often no ten times, and "
    "argmax makes class 0 of that. Give it the classes as integers."
)


# %% forest_predictions
def forest_predictions(inputs, labels, new_inputs, seed):
    forest = RandomForestClassifier(n_estimators=100, random_state=seed)
    forest.fit(inputs.reshape(len(inputs), -1), np.eye(10, dtype=int)[labels])
    return forest.predict(new_inputs.reshape(len(new_inputs), -1)).argmax(axis=1)
