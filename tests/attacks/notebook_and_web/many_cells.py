"""Hands in more cells than a notebook may have."""

CLASS = "through the notebook, the web and the archive"
EXPECT = "refused"
SEEN = "delete cells you do not need"
BASE = "release"
BYTES = [
    ('{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [', 1),
    ('{"cell_type": "raw", "metadata": {}, "source": ""},', 61),
    ('{"cell_type": "raw", "metadata": {}, "source": ""}]}', 1),
]
