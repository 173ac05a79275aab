"""Torch for everything: distributions for the likelihoods, stacked layers from a list, a model class of its own parts."""

# %% by_hand_likelihood
likelihoods = [0.9, 1 - 0.2, 1 - 0.4]
joint_likelihood = float(torch.tensor(likelihoods).prod())
mean_nll = float(-torch.tensor(likelihoods).log().mean())

# %% binary_nll
def binary_nll(y, p):
    y, p = torch.as_tensor(y).double(), torch.as_tensor(p).double()
    return torch.nn.functional.binary_cross_entropy(p, y).item()

# %% softmax
def softmax(z):
    return torch.as_tensor(z).double().softmax(dim=-1)

# %% categorical_nll
def categorical_nll(y, p):
    y, p = torch.as_tensor(y), torch.as_tensor(p).double()
    return -torch.log(p[y.bool()]).mean()

# %% output_to_gaussian
def output_to_gaussian(output):
    mean, log_sd = output.split(1, dim=-1)
    return mean, log_sd.exp()

# %% gaussian_nll
def gaussian_nll(y_true, y_pred):
    distribution = torch.distributions.Normal(y_pred[:, :1], torch.exp(y_pred[:, 1:]))
    return -distribution.log_prob(y_true).mean()

# %% gaussian_gradient
def gaussian_gradient(y, mean, log_sd):
    out = torch.tensor([mean, log_sd], dtype=torch.float64, requires_grad=True)
    loss = out[1] + 0.5 * (y - out[0]) ** 2 * torch.exp(-2 * out[1])
    (gradient,) = torch.autograd.grad(loss, out)
    return gradient.numpy()

# %% constant_sd
def constant_sd_nll(mse, sd):
    return 0.5 * (np.log(2 * np.pi * sd**2) + mse / sd**2)

def best_constant_sd(mse):
    return mse**0.5

# %% build_model
def build_model(hidden=(10,), learning_rate=0.01):
    model = keras.Sequential([keras.layers.Input((1,))])
    for n in hidden:
        model.add(keras.layers.Dense(n, activation=keras.activations.tanh))
    model.add(keras.layers.Dense(2, activation="linear"))
    model.compile(loss=gaussian_nll, optimizer=keras.optimizers.Adam(learning_rate))
    return model

# %% train
def train(model, epochs):
    h = model.fit(x_train, y_train, 32, epochs, verbose=0, validation_data=(x_val, y_val))
    return dict(h.history)

# %% predict_band
def predict_band(output):
    normal = torch.distributions.Normal(torch.tensor(output[:, 0]), torch.tensor(output[:, 1]).exp())
    return normal.icdf(torch.tensor(0.05)).numpy(), normal.icdf(torch.tensor(0.95)).numpy()
