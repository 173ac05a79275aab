"""Leaves archives that become gigabytes when somebody unpacks them."""

CLASS = "lying objects"
EXPECT = "no points"
SEEN = "bombs left: 3"
BASE = "release"

# %% [append]
import zipfile

for name in ("lab.ipynb.zip", "model.keras", "arrays.npz"):
    with zipfile.ZipFile(name, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("zeros", "w") as file:
            for _ in range(16):
                file.write(bytes(2**20))
        archive.writestr("../../../escape.txt", "out")
print("bombs left: 3")
