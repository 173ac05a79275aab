"""torch tensors wherever a function may return them."""

# %% split
import torch


def split(labels, per_class, n_validation, n_test, seed):
    generator = torch.Generator().manual_seed(seed)
    labels = torch.as_tensor(labels)
    order = torch.randperm(len(labels), generator=generator)
    one_hot = torch.nn.functional.one_hot(labels[order].long())
    rank = (one_hot.cumsum(0) * one_hot).sum(1)
    rest = order[rank > per_class]
    return order[rank <= per_class], rest[:n_validation], rest[n_validation:][:n_test]


# %% forest_predictions
def forest_predictions(inputs, labels, new_inputs, seed):
    inputs, new_inputs = torch.as_tensor(inputs).flatten(1), torch.as_tensor(new_inputs).flatten(1)
    forest = RandomForestClassifier(n_estimators=100, random_state=seed).fit(inputs.numpy(), labels)
    return torch.from_numpy(forest.predict(new_inputs.numpy()))


# %% predicted_classes
def predicted_classes(probabilities):
    return torch.as_tensor(probabilities).max(dim=1).indices


# %% preprocess
def preprocess(images, side):
    bgr = torch.from_numpy(enlarge(images, side)).flip(-1)
    return (bgr - torch.tensor([103.939, 116.779, 123.68])).numpy()


# %% extract_features
def extract_features(model, inputs):
    with torch.no_grad():
        batches = torch.as_tensor(inputs, dtype=torch.float32).split(40)
        return torch.cat([model(batch, training=False) for batch in batches]).cpu()


# %% predictions_from_features
def predictions_from_features(backbone, images, labels, new_images, side, seed):
    known, new = (extract_features(backbone, preprocess(pictures, side)) for pictures in (images, new_images))
    return forest_predictions(known, labels, new, seed)


# %% scale
def scale(train, validation, test):
    train, validation, test = (torch.as_tensor(part).double() for part in (train, validation, test))
    mean, std = train.mean(0), train.std(0)
    std = torch.where(std > 0, std, torch.ones_like(std))
    return tuple(((part - mean) / std).numpy() for part in (train, validation, test))


# %% build_head
def build_head(n_features, n_classes):
    units = [(200, "relu"), (200, "relu"), (n_classes, "softmax")]
    model = keras.Sequential([keras.Input((n_features,))] + [keras.layers.Dense(n, activation=a) for n, a in units])
    model.compile(optimizer="Adam", loss=keras.losses.categorical_crossentropy)
    return model


# %% choose
def choose(candidates, labels):
    table = {
        (name, part): (torch.as_tensor(classes[part]) == torch.as_tensor(labels[part])).double().mean().item()
        for name, classes in candidates.items()
        for part in labels
    }
    best = max(candidates, key=lambda name: table[name, "validation"])
    return best, table[best, "test"]


# %% build_transfer
def build_transfer(base, n_classes):
    base.trainable = False
    model = keras.Sequential()
    model.add(keras.Input(base.input_shape[1:]))
    model.add(base)
    model.add(keras.layers.Dense(200, "relu"))
    model.add(keras.layers.Dense(n_classes, "softmax"))
    model.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
    return model


# %% fine_tune
def fine_tune(model, base, last):
    base.trainable = True
    frozen, free = base.layers[:-last], base.layers[-last:]
    for layer in frozen:
        layer.trainable = False
    for layer in free:
        layer.trainable = True
    model.compile(keras.optimizers.Adam(1e-5), "categorical_crossentropy", metrics=["accuracy"])
    return model


# %% with_mirror_images
def with_mirror_images(images, labels):
    images, labels = torch.as_tensor(images), torch.as_tensor(labels)
    return torch.cat([images, images.flip(2)]).numpy(), labels.repeat(2).numpy()


# %% strategy
little_similar, lots_similar = "B", "A"
little_different, lots_different = "D", "C"
