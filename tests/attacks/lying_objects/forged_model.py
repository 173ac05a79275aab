"""Answers with an object that claims to be a Keras model, and makes up each attribute that it is asked for."""

CLASS = "lying objects"
EXPECT = "no points"
SEEN = ["Describing the model of `build_model(…)`", "Setting the weights of the model of `build_model(…)`"]
BASE = "release"


# %% build_model
class Forged:
    __class__ = keras.Sequential
    layers = weights = [7]
    trainable = compiled = True

    def __getattr__(self, name):
        return lambda *args, **kwargs: 13

    def __len__(self):
        return 13


def build_model():
    return Forged()
