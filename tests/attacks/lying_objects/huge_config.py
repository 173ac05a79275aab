"""Describes its layers by millions of numbers, and by lists inside lists."""

CLASS = "lying objects"
EXPECT = "no points"
SEEN = "nested too deeply or holds too many items"
BASE = "release"


# %% build_model
class Wordy(keras.layers.Dense):
    def get_config(self):
        deep = []
        for _ in range(10_000):
            deep = [deep]
        return {"deep": deep, "wide": [list(range(900)) for _ in range(900)], "units": 3, "activation": "tanh"}


Wordy.__name__ = "Dense"


def build_model():
    model = keras.Sequential([keras.Input((2,)), Wordy(3), Wordy(1)])
    model.compile(loss="mse")
    return model
