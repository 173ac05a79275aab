"""The bare run of a notebook's cells: in a process that has imported everything, without Jupyter, sandbox, checks or feedback.

    python -m benchmarks.bare TIMES PRELOAD NOTEBOOK...

prints, as JSON, for each notebook a list of TIMES pairs: seconds of its code cells by the wall and of CPU. Every run is in a
fresh fork.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import tempfile
import time
import traceback
from pathlib import Path


def main(times: int, preload: list[str], notebooks: list[Path]) -> list[list[list[float]]]:
    import matplotlib_inline.backend_inline  # noqa: F401  # what a kernel has imported before a notebook runs
    import nbformat
    from IPython.core.interactiveshell import InteractiveShell  # noqa: F401

    for module in preload:
        importlib.import_module(module)
    found = []
    for path in notebooks:
        cells = [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
        found.append([_in_a_fork(cells) for _ in range(times)])
    return found


def _in_a_fork(cells: list[str]) -> list[float]:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        code, errors = 1, os.dup(2)
        try:
            os.write(writing, json.dumps(_run(cells)).encode())
            code = 0
        except BaseException:
            os.write(errors, traceback.format_exc().encode())
        finally:
            os._exit(code)
    os.close(writing)
    with open(reading) as answer:
        text = answer.read()
    _, status = os.waitpid(child, 0)
    if status or not text:
        raise RuntimeError(f"the bare run ended with status {status}")
    found: list[float] = json.loads(text)
    return found


def _run(cells: list[str]) -> list[float]:
    """Seconds by the wall and of CPU, from the first cell's start to the last one's end; figures become PNG, as in a kernel.

    Raises RuntimeError when the first cell, which holds the imports, fails; a student's other cells may.
    """
    from IPython.core.interactiveshell import InteractiveShell

    class Shell(InteractiveShell):
        def enable_gui(self, gui: str | None = None) -> None:
            """Nothing to do: no window is ever opened."""

    with tempfile.TemporaryDirectory() as folder, open(os.devnull, "w") as nowhere:
        os.chdir(folder)
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
        shell = Shell.instance()
        shell.history_manager.enabled = False
        shell.enable_matplotlib("inline")
        started, cpu = time.perf_counter(), time.process_time()
        for number, cell in enumerate(cells):
            if not shell.run_cell(cell, store_history=True).success and number == 0:
                raise RuntimeError("the first cell failed")
        return [time.perf_counter() - started, time.process_time() - cpu]


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]), sys.argv[2].split(","), [Path(name).resolve() for name in sys.argv[3:]])))
