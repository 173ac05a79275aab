"""Says of its training what no training says: numbers that are none, under names that are none."""

CLASS = "lying objects"
EXPECT = "no points"
SEEN = ["numbers that are not finite", "values of your result are not right"]
BASE = "release"


# %% build_model
import types


def build_model():
    dense = keras.layers.Dense
    model = keras.Sequential([keras.Input((2,)), dense(3, activation="relu"), dense(1)])
    model.compile(loss="mse")
    model.history = types.SimpleNamespace(history={"loss": [float("nan"), True, 10**300], 7: range(3)})
    return model
