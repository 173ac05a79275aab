"""Shows SVG pictures that hold scripts, links and foreign objects."""

CLASS = "through the notebook, the web and the archive"
EXPECT = "no points"
SEEN = "active SVG shown"
BASE = "release"

# %% [append]
from IPython.display import SVG, display

head = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" onload="alert(1)">'
body = '<script>alert(2)</script><a xlink:href="javascript:alert(3)"><text y="9">x</text></a>'
body += '<image href="http://attacker.example/pixel.png"/><foreignObject><iframe src="javascript:alert(4)"/></foreignObject>'
body += '<animate attributeName="href" values="javascript:alert(5)"/><set attributeName="onmouseover" to="alert(6)"/>'
display(SVG(f"{head}{body}</svg>"))
display({"image/svg+xml": f"{head}{body}"}, raw=True)
print("active SVG shown")
