"""Hands in a notebook with two lists of cells, one for those who read and one for those who grade."""

CLASS = "through the notebook, the web and the archive"
EXPECT = "refused"
SEEN = "the same key twice"
BASE = "release"
BYTES = [('{"cells": [], "nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{"cell_type": "code"}]}', 1)]
