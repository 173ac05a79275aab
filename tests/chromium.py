"""How browser tests start Debian's Chromium."""

from __future__ import annotations

import os

CHROMIUM = os.environ.get("AUTOGRADER_CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",  # tests may run as root in a container; the pages are our own
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
