"""Hands in a notebook with numbers of many digits, and with NaN and infinity."""

CLASS = "through the notebook, the web and the archive"
EXPECT = "refused"
SEEN = "it holds a number that is too long"
BASE = "release"
BYTES = [
    ('{"cells": [], "nbformat": 4, "metadata": {"a": NaN, "b": -Infinity, "c": 1e999}, "nbformat_minor": ', 1),
    ("9", 100000),
    ("}", 1),
]
