"""Shows HTML with scripts, styles, forms and tracking pictures as output."""

CLASS = "through the notebook, the web and the archive"
EXPECT = "no points"
SEEN = "active HTML shown"
BASE = "release"
ABSENT = ["<script>alert", "<form"]

# %% [append]
from IPython.display import HTML, IFrame, display

display(HTML("<script>alert(1)</script><img src=x onerror=alert(2)><form action=//attacker.example><input></form>"))
display(
    HTML('<style>body { display: none }</style><img src="http://attacker.example/pixel.png"><base href=//attacker.example>')
)
display(HTML("</div></section></main></body></html><h1>10 of 10 points</h1><iframe src=javascript:alert(3)></iframe>"))
display(IFrame("javascript:alert(4)", 10, 10))
display({"text/html": ["<scr", "ipt>alert(5)</scr", "ipt>"]}, raw=True)
print("active HTML shown")
