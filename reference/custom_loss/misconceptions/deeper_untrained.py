"""The network that is kept is not the one that was trained."""

QUESTION = "deeper"
HINT = "Your deep_model is made anew after the training. Keep the one that you trained."

# %% deeper
deep_model = build_model((10, 100, 10))
deep_history = train(deep_model, EPOCHS)
deep_model = build_model((10, 100, 10))
