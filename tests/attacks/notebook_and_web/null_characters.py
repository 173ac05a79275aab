"""Hands in a notebook with NUL bytes between its characters."""

CLASS = "through the notebook, the web and the archive"
EXPECT = "refused"
SEEN = "it is not a notebook"
BASE = "release"
BYTES = [('{"cells": [], "nbformat": 4, ', 1), ("\0", 5000), ('"nbformat_minor": 5, "metadata": {}}', 1)]
