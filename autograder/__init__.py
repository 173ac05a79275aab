"""Grade Jupyter notebooks that train neural networks."""

import sys

# jsonschema would import this to check internationalised addresses: one second per process, and no notebook's schema has any.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # None is Python's mark of a module not to be imported

__version__ = "0.1.0"
