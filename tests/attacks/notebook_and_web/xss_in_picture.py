"""Shows pictures that are no pictures: HTML under a picture's type, and type names that hold attributes."""

CLASS = "through the notebook, the web and the archive"
EXPECT = "no points"
SEEN = "false pictures shown"
BASE = "release"

# %% [append]
import base64

from IPython.display import display

page = base64.b64encode(b"<script>alert(1)</script>").decode()
for kind in (
    "image/png",
    "image/jpeg",
    "image/gif",
    'image/png" onerror="alert(2)',
    "image/svg+xml;base64",
    "image/x-<script>",
):
    display({kind: page}, raw=True, metadata={kind: {"width": '1" onerror="alert(3)', "height": 10**9}})
display({"image/png": '"><script>alert(4)</script>'}, raw=True)
print("false pictures shown")


# %% softmax
def softmax(scores):
    display({"image/png": '"><script>alert(5)</script>'}, raw=True)
    return np.zeros(3)
