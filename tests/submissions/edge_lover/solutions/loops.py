"""Loops and plain Python, a model put together with add, whole numbers as pixels; the other sign in the designed network."""

# %% draw_bars
def draw_bars(bars, vertical):
    image = np.zeros([50, 50, 1], dtype="uint8")
    for bar in bars:
        for t in range(bar[1], bar[2]):
            if vertical == True:
                image[t][bar[0]][0] = 255
            else:
                image[bar[0]][t][0] = 255
    return image

# %% make_data
def make_data(n, seed):
    rng = np.random.default_rng(seed)
    todo = ["v", "h"] * (n // 2)
    rng.shuffle(todo)
    images, labels = [], []
    for style in todo:
        images.append(draw_bars(random_bars(rng), style == "v"))
        if style == "v":
            labels.append([1, 0])
        else:
            labels.append([0, 1])
    return np.array(images), np.array(labels)

# %% make_sets
def make_sets(n_train, n_val, seed):
    images, labels = make_data(n_train, seed)
    x_train, y_train = np.array([i / 255.0 for i in images]), labels
    images, labels = make_data(n_val, seed + 1000)
    x_val, y_val = np.array([i / 255.0 for i in images]), labels
    return x_train, y_train, x_val, y_val

# %% build_model
def build_model(kernels=1):
    model = keras.models.Sequential()
    model.add(layers.InputLayer(shape=(SIZE, SIZE, 1)))
    model.add(layers.Conv2D(kernels, (5, 5), padding="same"))
    model.add(layers.Activation("linear"))
    model.add(layers.MaxPool2D((SIZE, SIZE)))
    model.add(layers.Reshape((kernels,)))
    model.add(layers.Dense(2))
    model.add(layers.Activation("softmax"))
    opt = keras.optimizers.Adam(learning_rate=0.01)
    model.compile(optimizer=opt, loss=["categorical_crossentropy"], metrics=["accuracy"])
    return model

# %% count_weights
weights_one_kernel = 30.0
weights_two_kernels = 58.0

# %% loss_component
import math


def loss_component(probabilities, label):
    total = 0.0
    for p, y in zip(probabilities, label):
        if y == 1:
            total -= math.log(p)
    return total

# %% train
def train(model, x_train, y_train, x_val, y_val, epochs):
    losses, val_losses = [], []
    for epoch in range(epochs):
        h = model.fit(x_train, y_train, validation_data=(x_val, y_val), epochs=1, batch_size=32, verbose=0)
        losses.append(h.history["loss"][0])
        val_losses.append(h.history["val_loss"][0])
    return {"loss": losses, "val_loss": val_losses}

# %% activation_map
def activation_map(image, kernel, bias=0.0):
    rows, columns = len(image), len(image[0])
    out = []
    for i in range(rows):
        line = []
        for j in range(columns):
            s = bias
            for k in range(5):
                for l in range(5):
                    if 0 <= i + k - 2 < rows and 0 <= j + l - 2 < columns:
                        s += image[i + k - 2][j + l - 2] * kernel[k][l]
            line.append(s)
        out.append(line)
    return out

# %% lover_weights
def lover_weights():
    kernel = [[[[0.0]] for _ in range(5)] for _ in range(5)]
    for j in range(5):
        kernel[2][j][0][0] = 1.0  # a horizontal stripe: the second class gets the large maximum
    return [np.array(kernel), np.array([0.0]), np.array([[-3.0, 3.0]]), np.array([13.5, -13.5])]
