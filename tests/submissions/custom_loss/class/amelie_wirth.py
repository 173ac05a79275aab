"""All right, in German: comments, prints, magics, her own cells between the tasks."""

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

# %% [prepend]
%matplotlib inline
import warnings
warnings.filterwarnings("ignore")

# %% [insert-markdown-after] by_hand_likelihood
# **Merke:** die Likelihood ist die Wahrscheinlichkeit dessen, was *wirklich beobachtet* wurde.

# %% gaussian_nll
%%time
# negative Log-Likelihood der Normalverteilung
def gaussian_nll(y_true, y_pred):
    mittelwert, sigma = output_to_gaussian(y_pred)
    konstante = 0.5 * np.log(2 * np.pi)
    return (konstante + torch.log(sigma) + 0.5 * ((y_true - mittelwert) / sigma) ** 2).mean()

# %% [insert-after] gaussian_nll
# kurzer Test
y = torch.zeros(3, 1)
print("Verlust:", gaussian_nll(y, torch.zeros(3, 2)))

# %% train
def train(model, epochs):
    verlauf = model.fit(x_train, y_train, epochs=epochs, batch_size=32, validation_data=(x_val, y_val), verbose=2)
    return verlauf.history

# %% [append]
print("fertig")

# %% [markdown] untrained
# Ungefähr 2.3, weil jede Klasse 1/10 hat. 3.5 ist schlechter als Raten.
