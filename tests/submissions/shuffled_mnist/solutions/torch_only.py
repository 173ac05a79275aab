"""torch wherever it can, and a loss function of the student's own; results of the data functions are arrays."""

# %% prepare
import torch


def prepare(x_train, x_test):
    sets = [torch.as_tensor(np.asarray(x)).to(torch.float32).div(255).unsqueeze(-1) for x in (x_train, x_test)]
    return [x.numpy() for x in sets]


# %% one_hot
def one_hot(labels, classes=10):
    return torch.nn.functional.one_hot(torch.as_tensor(np.asarray(labels)).long(), classes).float()


# %% hold_out
def hold_out(x, y, n_validation, seed):
    order = torch.randperm(len(x), generator=torch.Generator().manual_seed(seed)).numpy()
    return x[order[:-n_validation]], y[order[:-n_validation]], x[order[-n_validation:]], y[order[-n_validation:]]


# %% make_permutation
def make_permutation(n, seed):
    return torch.randperm(int(n), generator=torch.Generator().manual_seed(seed))


# %% shuffle_pixels
def shuffle_pixels(images, permutation):
    t = torch.as_tensor(np.asarray(images))
    index = torch.as_tensor(np.asarray(permutation)).long()
    return t.flatten(1).index_select(1, index).view(t.shape).numpy()


# %% shuffle_sets
def shuffle_sets(x_train, x_val, x_test, seed):
    p = make_permutation(x_train[0].size, seed)
    return shuffle_pixels(x_train, p), shuffle_pixels(x_val, p), shuffle_pixels(x_test, p)


# %% build_fcnn
def nll(y_true, y_pred):
    return -torch.sum(torch.as_tensor(y_true) * torch.log(y_pred + 1e-12), dim=-1)


def build_fcnn(hidden=(), shape=(28, 28, 1), classes=10):
    stack = [keras.Input(shape), keras.layers.Reshape((-1,))]
    stack += [keras.layers.Dense(units, activation=torch.relu) for units in hidden]
    stack += [keras.layers.Dense(classes), keras.layers.Softmax()]
    model = keras.Sequential(stack)
    model.compile("adam", nll, metrics=["accuracy"])
    return model


# %% build_cnn
def build_cnn(shape=(28, 28, 1), classes=10):
    conv = dict(kernel_size=3, padding="same", activation="relu")
    model = keras.Sequential()
    model.add(keras.Input(shape))
    model.add(keras.layers.Conv2D(8, **conv))
    model.add(keras.layers.Conv2D(8, **conv))
    model.add(keras.layers.MaxPooling2D())
    model.add(keras.layers.Conv2D(16, **conv))
    model.add(keras.layers.Conv2D(16, **conv))
    model.add(keras.layers.MaxPooling2D())
    model.add(keras.layers.Flatten())
    model.add(keras.layers.Dense(40, activation="relu"))
    model.add(keras.layers.Dense(classes, activation="softmax"))
    model.compile("adam", nll, metrics=["accuracy"])
    return model


# %% copy_model
def copy_model(model):
    twin = model.__class__.from_config(model.get_config())
    twin.set_weights([w + 0 for w in model.get_weights()])
    twin.compile(optimizer="adam", loss=nll, metrics=["accuracy"])
    return twin


# %% train
def train(model, data, epochs):
    result = model.fit(
        torch.as_tensor(data["x_train"]),
        one_hot(data["y_train"]),
        validation_data=(torch.as_tensor(data["x_val"]), one_hot(data["y_val"])),
        batch_size=32,
        epochs=epochs,
        verbose=0,
    )
    return result.history


# %% accuracy
def predict_labels(model, x):
    with torch.no_grad():
        return model(torch.as_tensor(np.asarray(x))).argmax(dim=1).cpu().numpy()


def accuracy(model, x, labels):
    return torch.eq(torch.as_tensor(predict_labels(model, x)), torch.as_tensor(np.asarray(labels))).float().mean().item()


# %% confusion_matrix
def confusion_matrix(labels, predicted, classes=10):
    labels, predicted = (torch.as_tensor(np.asarray(a)).long() for a in (labels, predicted))
    return torch.bincount(labels * classes + predicted, minlength=classes**2).view(classes, classes)


# %% permute_first_layer
def permute_first_layer(weights, permutation):
    kernel = torch.tensor(weights[0])[torch.as_tensor(np.asarray(permutation)).long()]
    return [kernel.numpy()] + list(weights[1:])
