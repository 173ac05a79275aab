"""Hands in a notebook that is larger than notebooks may be."""

CLASS = "through the notebook, the web and the archive"
EXPECT = "refused"
SEEN = "it is too large"
BASE = "release"
BYTES = [('{"cells": [], "nbformat": 4, "nbformat_minor": 5, "metadata": {"x": "', 1), ("y", 3000000), ('"}}', 1)]
