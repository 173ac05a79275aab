"""Raises exceptions whose names and texts are scripts, from functions and files of such names."""

CLASS = "through the notebook, the web and the archive"
EXPECT = "no points"
SEEN = "<script>alert(1)</script>"
BASE = "release"

# %% mean_absolute
Wrong = type("<script>alert(1)</script>", (Exception,), {})


def mean_absolute(values):
    raise Wrong("`</code><img src=x onerror=alert(2)>` **bold** [x](javascript:alert(3)) \x1b]8;;javascript:alert(4)\x07x")


# %% train_and_predict
code = compile("def train_and_predict(*args):\n    raise ValueError('</script>')\n", "<img src=x onerror=alert(5)>", "exec")
exec(code, globals())

# %% [append]
print("<script>alert(6)</script>&lt;script&gt;alert(7)&#60;/script>")
