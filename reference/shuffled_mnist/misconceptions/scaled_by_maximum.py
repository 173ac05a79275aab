"""The images are divided by the largest value that occurs, and not by 255."""

QUESTION = "prepare"
HINT = "You divide by the largest value in the data. Divide by 255, the largest there can be: it is the same for all data."


# %% prepare
def prepare(x_train, x_test):
    largest = x_train.max()
    return x_train[..., None] / largest, x_test[..., None] / largest
