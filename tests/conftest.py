"""No test downloads data, whatever the machine's network; those of the download itself say so."""

from __future__ import annotations

import os

os.environ["AUTOGRADER_DOWNLOAD"] = "0"
