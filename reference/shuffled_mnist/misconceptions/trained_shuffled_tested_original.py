"""The network trained on shuffled images is tested on original ones."""

QUESTION = "run_experiment"
HINT = "You test the network of the shuffled images on original images. Use shuffled test images for it."


# %% run_experiment
def run_experiment(model, model_shuffled, original, shuffled, epochs):
    train(model, original, epochs)
    train(model_shuffled, shuffled, epochs)
    return {
        "original": accuracy(model, original["x_test"], original["y_test"]),
        "shuffled": accuracy(model_shuffled, original["x_test"], original["y_test"]),
    }
