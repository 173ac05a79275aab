"""Attaches pictures to text cells that are pages, and names that are paths."""

CLASS = "through the notebook, the web and the archive"
EXPECT = "no points"
SEEN = "NotImplementedError"
BASE = "release"
CELL = {
    "why": {
        "source": "![x](attachment:a.png) ![y](attachment:../b.svg) ![z](attachment:c)",
        "attachments": {
            "a.png": {"image/png": "PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg=="},
            "../b.svg": {"image/svg+xml": "<svg onload='alert(1)' xmlns='http://www.w3.org/2000/svg'/>"},
            "c": {"text/html": "<script>alert(2)</script>", 'image/x" onerror="alert(3)': "x"},
        },
    }
}
