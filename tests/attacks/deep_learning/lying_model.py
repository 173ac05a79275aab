"""Answers with a subclass of a Keras model whose methods say what the task wants to hear."""

CLASS = "deep learning"
EXPECT = "no points"
SEEN = ["The layers are not those of the task", "is not possible: its weights have the shapes"]
BASE = "release"


# %% build_model
class Agreeing(keras.Model):
    def call(self, inputs):
        return inputs[:, :1]

    def count_params(self):
        return 13

    def get_weights(self):
        return [np.zeros(shape) for shape in ((2, 3), (3,), (3, 1), (1,))]

    def set_weights(self, weights):
        self.said = weights

    def predict(self, x, *args, **kwargs):
        first, shift, second, last = self.said
        return np.tanh(x @ first + shift) @ second + last

    def get_config(self):
        return {"layers": [{"class": "Dense", "units": 3, "activation": "tanh"}, {"class": "Dense", "units": 1}]}


def build_model():
    model = Agreeing()
    model.compile(optimizer="sgd", loss="mse")
    return model
