"""Unpacks an archive that is a thousand times larger inside."""

CLASS = "through the notebook, the web and the archive"
EXPECT = "no points"
SEEN = "unpacking: OSError"
BASE = "release"

# %% [append]
import zipfile

with zipfile.ZipFile("bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
    for number in range(6):
        with archive.open(f"zeros{number}", "w") as file:
            for _ in range(7):
                file.write(bytes(2**20))
try:
    zipfile.ZipFile("bomb.zip").extractall()
except OSError:
    print("unpacking: OSError")
