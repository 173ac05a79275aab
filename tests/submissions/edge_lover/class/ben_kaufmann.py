"""All right, in a notebook of his own style: magics, timing, prints, extra cells before and between the answers."""

EXPECTED = {
    "draw_bars": 2,
    "make_data": 4,
    "make_sets": 2,
    "build_model": 8,
    "count_weights": 1,
    "loss_component": 1,
    "train": 3,
    "activation_map": 3,
    "lover_weights": 2,
}

# %% [prepend]
%matplotlib inline
import time
t0 = time.time()
print("Ben's notebook")

# %% draw_bars
%%time
def draw_bars(bars, vertical):
    img = np.zeros((SIZE, SIZE, 1))
    for (c, a, b) in bars:
        if vertical: img[a:b, c] = 255
        else:        img[c, a:b] = 255
    return img

# %% [insert-after] try_draw_bars
test = draw_bars([[3, 0, 20]] * 10, True)
plt.imshow(test[:, :, 0]); plt.colorbar(); plt.show()

# %% make_data
def make_data(n, seed):
    rng = np.random.default_rng(seed)
    y = np.zeros((n, 2)); y[: n // 2, 0] = 1; y[n // 2 :, 1] = 1
    x = np.array([draw_bars(random_bars(rng), l[0] == 1) for l in y])
    idx = np.arange(n); rng.shuffle(idx)
    print("made", n, "pictures")
    return x[idx], y[idx]

# %% build_model
def build_model(kernels=1):
    m = keras.Sequential([
        layers.Input((50, 50, 1)),
        layers.Conv2D(kernels, 5, padding="same", kernel_initializer="he_normal"),
        layers.GlobalMaxPool2D(),
        layers.Dense(2, activation="softmax"),
    ])
    m.compile(optimizer=keras.optimizers.Adam(learning_rate=0.01), loss="categorical_crossentropy", metrics=["accuracy"])
    m.summary()
    return m

# %% [insert-after] try_count_weights
%timeit -n1 -r1 build_model()

# %% train
def train(model, x_train, y_train, x_val, y_val, epochs):
    print("training on", x_train.shape)
    start = time.time()
    h = model.fit(x_train, y_train, validation_data=(x_val, y_val), epochs=epochs, batch_size=32, verbose=2)
    print(f"took {time.time() - start:.1f} s")
    return h.history

# %% [append]
print("total", time.time() - t0)
