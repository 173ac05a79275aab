"""Describes its layers without end."""

CLASS = "lying objects"
EXPECT = "stopped"
SEEN = "Is there an endless loop?"
BASE = "release"


# %% build_model
class Endless(keras.layers.Dense):
    def get_config(self):
        while True:
            pass


def build_model():
    model = keras.Sequential([keras.Input((2,)), Endless(3), Endless(1)])
    model.compile(loss="mse")
    return model


# %% [delete] example
