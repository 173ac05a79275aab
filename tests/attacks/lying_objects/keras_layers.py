"""Answers with Keras models that hold code: a Lambda layer and a custom layer, saved and as they are."""

CLASS = "lying objects"
EXPECT = "no points"
SEEN = ["a value of type Sequential cannot be passed", "model saved: True"]
BASE = "release"

# %% train_and_predict
import os

import keras


@keras.saving.register_keras_serializable(package="builtins", name="Dense")
class Custom(keras.layers.Layer):
    def call(self, inputs):
        os.system("touch /tmp/layer-was-here")
        return inputs


model = keras.Sequential([keras.Input((2,)), keras.layers.Lambda(lambda x: os.system("true") or x), Custom()])


def train_and_predict(train_x, train_y, test_x):
    return model


# %% [append]
model.save("model.keras")
print("model saved:", os.path.exists("model.keras"))
