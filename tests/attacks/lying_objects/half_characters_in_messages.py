"""Packs its messages so that halves of characters arrive in outputs, errors and answers, which no file can hold."""

CLASS = "lying objects"
EXPECT = "no points"
SEEN = ["stopped with Half: half: ?", "the text holds half a character"]
BASE = "release"

# %% [prepend]
import json

get_ipython().kernel.session.pack = lambda thing: json.dumps(thing, default=str).encode()


class Half(Exception):
    pass

# %% mean_absolute
def mean_absolute(values):
    raise Half("half: \ud83d \udc00")

# %% train_and_predict
def train_and_predict(train_x, train_y, test_x):
    return "half: \ud83d"

# %% [append]
from IPython.display import display

print("half: \ud83d")
display({"text/plain": "\udc00", "text/\ud83d": "x", "application/json": ["\ud83d"]}, raw=True)
raise Half("half: \ud83d")
