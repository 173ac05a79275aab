"""The deeper network is trained with the mean squared error."""

QUESTION = "deeper"
HINT = "Your deep_model was trained with another loss and knows no sd. build_model compiles it with gaussian_nll already."

# %% deeper
deep_model = build_model((10, 100, 10))
deep_model.compile(optimizer=keras.optimizers.Adam(0.01), loss="mse")
deep_history = train(deep_model, EPOCHS)
