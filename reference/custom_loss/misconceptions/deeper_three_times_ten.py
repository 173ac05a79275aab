"""The three hidden layers have 10 units each."""

QUESTION = "deeper"
HINT = "The middle layer of your deep_model has 10 units. It should have 100: `(10, 100, 10)`."

# %% deeper
deep_model = build_model((10, 10, 10))
deep_history = train(deep_model, EPOCHS)
