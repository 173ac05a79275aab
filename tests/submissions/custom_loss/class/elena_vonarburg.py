"""The notebook as Colab forms: # @title lines, keras imported under other names, a helper cell of her own."""

EXPECTED = {
    "by_hand_likelihood": 3,
    "binary_nll": 2,
    "softmax": 2,
    "categorical_nll": 2,
    "output_to_gaussian": 2,
    "gaussian_nll": 6,
    "gaussian_gradient": 2,
    "constant_sd": 2,
    "build_model": 4,
    "train": 3,
    "deeper": 2,
    "predict_band": 2,
}

# %% [insert-after] by_hand_likelihood
# @title Meine Hilfsfunktionen { display-mode: "form" }
EPS = 1e-7  # @param {type:"number"}

def save_log(p):
    return np.log(np.clip(p, EPS, 1.0))

# %% binary_nll
# @title Binary cross-entropy { display-mode: "form" }
def binary_nll(y, p):
    return -np.mean(y * save_log(p) + (1 - y) * save_log(1 - p))

# %% categorical_nll
# @title Categorical cross-entropy
def categorical_nll(y, p):
    return -np.mean(np.sum(y * save_log(p), axis=-1))

# %% build_model
# @title Possible network { display-mode: "form" }
from keras import Input, Model, layers
from keras.optimizers import Adam

def build_model(hidden=(10,), learning_rate=0.01):
    inputs = Input(shape=(1,))
    hidden_layer = inputs
    for h in hidden:
        hidden_layer = layers.Dense(h, activation="tanh")(hidden_layer)
    outputs = layers.Dense(2)(hidden_layer)
    model = Model(inputs=inputs, outputs=outputs)
    model.compile(optimizer=Adam(learning_rate=learning_rate), loss=gaussian_nll)
    model.summary()
    return model
