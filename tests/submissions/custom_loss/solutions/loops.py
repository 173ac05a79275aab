"""Loops over the observations, math instead of numpy, training epoch by epoch."""

# %% by_hand_likelihood
import math

likelihoods = []
for p1, y in [(0.9, 1), (0.2, 0), (0.4, 0)]:
    likelihoods.append(p1 if y == 1 else 1 - p1)
joint_likelihood = math.prod(likelihoods)
mean_nll = sum(-math.log(value) for value in likelihoods) / 3

# %% binary_nll
def binary_nll(y, p):
    total = 0.0
    for observed, predicted in zip(y, p):
        likelihood = predicted if observed == 1 else 1 - predicted
        total += -math.log(likelihood) if likelihood > 0 else math.inf
    return total / len(y)

# %% softmax
def softmax(z):
    rows = []
    for row in z:
        biggest = max(row)
        powers = [math.exp(value - biggest) for value in row]
        rows.append([power / sum(powers) for power in powers])
    return rows

# %% categorical_nll
def categorical_nll(y, p):
    losses = []
    for one_hot, probabilities in zip(y, p):
        likelihood = probabilities[list(one_hot).index(1)]
        losses.append(-math.log(likelihood) if likelihood > 0 else 50.0)
    return sum(losses) / len(losses)

# %% output_to_gaussian
def output_to_gaussian(output):
    return output[:, [0]], math.e ** output[:, [1]]

# %% gaussian_nll
def gaussian_nll(y_true, y_pred):
    losses = []
    for y, out in zip(y_true, y_pred):
        mean, log_sd = out
        losses.append(0.5 * math.log(2 * math.pi) + log_sd + (y[0] - mean) ** 2 / 2 * torch.exp(-2 * log_sd))
    return sum(losses) / len(losses)

# %% gaussian_gradient
def gaussian_gradient(y, mean, log_sd):
    sd = math.exp(log_sd)
    z = (y - mean) / sd
    return -z / sd, 1 - z * z

# %% constant_sd
def constant_sd_nll(mse, sd):
    return -math.log(1 / math.sqrt(2 * math.pi * sd**2)) + mse / (2 * sd**2)

def best_constant_sd(mse):
    return math.sqrt(mse)

# %% build_model
def vector_loss(y_true, y_pred):
    mean, sd = output_to_gaussian(y_pred)
    return torch.mean(math.log(math.sqrt(2 * math.pi)) + torch.log(sd) + 0.5 * torch.square((y_true - mean) / sd))

def build_model(hidden=(10,), learning_rate=0.01):
    inputs = x = keras.layers.Input(shape=(1,), name="x")
    for number, units in enumerate(hidden):
        x = keras.layers.Dense(units, "tanh", name=f"hidden_{number}")(x)
    model = keras.models.Model(inputs=inputs, outputs=keras.layers.Dense(2, name="mean_and_log_sd")(x))
    model.compile(optimizer=keras.optimizers.Adam(learning_rate=learning_rate), loss=vector_loss)  # the same, but faster
    return model

# %% train
def train(model, epochs):
    history = {"loss": [], "val_loss": []}
    for _ in range(epochs):
        one = model.fit(x_train, y_train, batch_size=32, epochs=1, validation_data=(x_val, y_val), verbose=0).history
        for name in history:
            history[name] += one[name]
    return history

# %% predict_band
def predict_band(output):
    lower, upper = [], []
    for mean, log_sd in output:
        lower.append(mean - 1.64 * math.exp(log_sd))
        upper.append(mean + 1.64 * math.exp(log_sd))
    return np.array(lower), np.array(upper)
