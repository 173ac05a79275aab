"""A kernelspec whose kernels run in the sandbox, for any Jupyter tool on this machine."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpecManager

NAME = "autograder-sandbox"


def kernel_json(config: Mapping[str, Any], display_name: str = "Python 3 (sandbox)") -> dict[str, Any]:
    """The content of ``kernel.json``.

    ``config``: settings of :class:`~autograder.sandbox.provisioner.SandboxProvisioner`. ``argv`` is what a tool without
    provisioners would start: the same kernel, not isolated.
    """
    return {
        "argv": [sys.executable, "-m", "autograder.sandbox.kernel", "-f", "{connection_file}"],
        "display_name": display_name,
        "language": "python",
        "metadata": {"kernel_provisioner": {"provisioner_name": NAME, "config": dict(config)}},
    }


def install(config: Mapping[str, Any], *, name: str = NAME, prefix: Path | None = None) -> Path:
    """Install the kernelspec for this user, or below ``prefix`` (``<prefix>/share/jupyter/kernels``); returns its folder."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "kernel.json").write_text(json.dumps(kernel_json(config), indent=1))
        manager = KernelSpecManager()
        where = {"prefix": str(prefix)} if prefix is not None else {"user": True}
        return Path(manager.install_kernel_spec(folder, kernel_name=name, **where))
