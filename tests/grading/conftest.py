"""Keras on torch, as the course's environment says; it must be known before anything imports Keras."""

from __future__ import annotations

import os

os.environ.setdefault("KERAS_BACKEND", "torch")
