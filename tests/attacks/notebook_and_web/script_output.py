"""Shows JavaScript and application data that a notebook page would run."""

CLASS = "through the notebook, the web and the archive"
EXPECT = "no points"
SEEN = "scripts shown"
BASE = "release"
ABSENT = ["<script"]

# %% [append]
from IPython.display import Javascript, display

display(Javascript("alert(document.cookie)"))
for kind in (
    "application/javascript",
    "text/javascript",
    "application/vnd.jupyter.stderr",
    "application/xhtml+xml",
    "application/pdf",
):
    display({kind: "alert(document.cookie)"}, raw=True)
display(
    {
        "application/vnd.bokehjs_exec.v0+json": {"x": "alert(document.cookie)"},
        "text/latex": "\\href{javascript:alert(document)}{x}",
    },
    raw=True,
)
print("scripts shown")
