"""Hands in a notebook whose data take a hundred times the memory of their text."""

CLASS = "through the notebook, the web and the archive"
EXPECT = "refused"
SEEN = "it is not a valid notebook"
BASE = "release"
BYTES = [('{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": {"x": [', 1), ("[],", 400000), ("[]]}}", 1)]
