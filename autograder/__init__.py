"""Grade Jupyter notebooks that train neural networks."""

__version__ = "0.1.0"
