"""The network of the original images is tested on the shuffled ones."""

QUESTION = "run_experiment"
HINT = "You test the same network twice. The shuffled test images are for the network that was trained on shuffled images."


# %% run_experiment
def run_experiment(model, model_shuffled, original, shuffled, epochs):
    train(model, original, epochs)
    train(model_shuffled, shuffled, epochs)
    return {
        "original": accuracy(model, original["x_test"], original["y_test"]),
        "shuffled": accuracy(model, shuffled["x_test"], shuffled["y_test"]),
    }
