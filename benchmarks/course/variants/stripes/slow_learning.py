"""The learning rate is far too small for ten epochs."""
# ruff: noqa: F821  # names come from the notebook


# %% train
def train(model, images, labels):
    model.compile(optimizer=keras.optimizers.SGD(0.0001), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(images, labels, batch_size=32, epochs=10, verbose=0)
