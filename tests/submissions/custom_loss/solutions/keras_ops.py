"""Only keras.ops in the loss, the Keras losses for the classes, clipping as Keras does, activations as layers of their own."""

# %% by_hand_likelihood
likelihoods = (0.9, 0.8, 0.6)
joint_likelihood = 0.432
mean_nll = 0.28

# %% binary_nll
def binary_nll(y, p):
    p = np.clip(p, 1e-7, 1 - 1e-7)
    terms = y * np.log(p) + (1 - y) * np.log(1 - p)
    return -terms.mean()

# %% softmax
def softmax(z):
    return keras.ops.convert_to_numpy(keras.ops.softmax(keras.ops.convert_to_tensor(z, dtype="float64"), axis=1))

# %% categorical_nll
def categorical_nll(y, p):
    losses = keras.losses.categorical_crossentropy(y.astype("float64"), p)
    return float(keras.ops.convert_to_numpy(losses).mean())

# %% gaussian_nll
def gaussian_nll(y_true, y_pred):
    ops = keras.ops
    mu, s = y_pred[:, 0], y_pred[:, 1]
    y = ops.squeeze(y_true, axis=-1)
    z = (y - mu) * ops.exp(-s)
    return ops.mean(0.5 * ops.log(2 * np.pi) + s + 0.5 * ops.square(z))

# %% gaussian_gradient
def gaussian_gradient(y, mean, log_sd):
    variance = np.exp(2 * log_sd)
    residual = y - mean
    return [-residual / variance, 1 - residual**2 / variance]

# %% constant_sd
def constant_sd_nll(mse, sd):
    half = mse / 2 / sd / sd
    return half + np.log(sd * np.sqrt(2 * np.pi))

best_constant_sd = np.sqrt

# %% build_model
def build_model(hidden=(10,), learning_rate=0.01):
    stack = [keras.Input(shape=(1,))]
    for units in hidden:
        stack += [keras.layers.Dense(units), keras.layers.Activation("tanh")]
    model = keras.Sequential(stack + [keras.layers.Dense(2)])
    adam = keras.optimizers.Adam()
    adam.learning_rate = learning_rate
    model.compile(adam, gaussian_nll)
    return model

# %% train
def train(model, epochs):
    model.fit(x_train, y_train, epochs=epochs, validation_data=(x_val, y_val), verbose=0)
    return model.history.history

# %% predict_band
def predict_band(output):
    from scipy.stats import norm

    return norm.interval(0.9, loc=output[:, 0], scale=np.exp(output[:, 1]))
