"""The untrusted side: warm, isolated, single-use Jupyter kernels."""
