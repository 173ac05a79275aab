"""torch wherever it can be: tensors for pictures and maps, a training loop of its own, padding as a layer."""

# %% draw_bars
def draw_bars(bars, vertical):
    picture = torch.zeros(SIZE, SIZE)
    for place, start, stop in torch.as_tensor(bars).tolist():
        line = picture[:, place] if vertical else picture[place]
        line[start:stop] = 255.0
    return picture.unsqueeze(-1).numpy()

# %% make_data
def make_data(n, seed):
    rng = np.random.default_rng(seed)
    classes = torch.tensor([0, 1]).repeat(n // 2)[torch.as_tensor(rng.permutation(n))]
    pictures = torch.stack([torch.tensor(draw_bars(random_bars(rng), c == 0)) for c in classes.tolist()])
    return pictures.numpy(), torch.nn.functional.one_hot(classes, 2).float().numpy()

# %% make_sets
def make_sets(n_train, n_val, seed):
    result = []
    for n, s in ((n_train, 2 * seed), (n_val, 2 * seed + 1)):
        x, y = make_data(n, s)
        result += [x / x.max(), y]
    return tuple(result)

# %% build_model
def build_model(kernels=1):
    image = keras.Input((SIZE, SIZE, 1))
    z = layers.Conv2D(kernels, 5, padding="valid")(layers.ZeroPadding2D(2)(image))
    strongest = keras.ops.max(z, axis=(1, 2))
    model = keras.Model(image, layers.Softmax()(layers.Dense(2)(strongest)))
    model.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
    model.optimizer.learning_rate = 0.01
    return model

# %% loss_component
def loss_component(probabilities, label):
    p = torch.as_tensor(probabilities)
    return -torch.log(p[torch.as_tensor(label).argmax()])

# %% train
def train(model, x_train, y_train, x_val, y_val, epochs):
    history = {"loss": [], "val_loss": []}
    n = len(x_train)
    for _ in range(epochs):
        order, losses = torch.randperm(n).numpy(), []
        for start in range(0, n, 32):
            batch = order[start : start + 32]
            losses.append(float(model.train_on_batch(x_train[batch], y_train[batch], return_dict=True)["loss"]))
        history["loss"].append(sum(losses) / len(losses))
        history["val_loss"].append(float(model.test_on_batch(x_val, y_val, return_dict=True)["loss"]))
        model.reset_metrics()
    return history

# %% activation_map
def activation_map(image, kernel, bias=0.0):
    x = torch.as_tensor(np.asarray(image, dtype=np.float64))[None, None]
    w = torch.as_tensor(np.asarray(kernel, dtype=np.float64))[None, None]
    return torch.nn.functional.conv2d(x, w, padding=2)[0, 0] + bias

# %% lover_weights
def lover_weights():
    w = torch.zeros(5, 5, 1, 1)
    w[:, 1] = w[:, 3] = -1.0
    w[:, 2] = 2.0
    return [w.numpy(), np.array([-7.0]), np.array([[2.0, -2.0]]), np.array([0.0, 0.0])]
