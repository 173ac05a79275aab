"""Any Jupyter tool runs kernels in the sandbox when the kernelspec says so."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.preprocessors import Execute

from autograder.sandbox import kernelspec
from autograder.sandbox.client import QuickClient
from autograder.sandbox.provisioner import SLOT_VARIABLE

WHERE = "import os; print(os.getpid(), os.getcwd())"
INSIDE = "1 /student/work"


@pytest.fixture
def spec(tmp_path, monkeypatch) -> str:
    """The name of an installed kernelspec that leaves the slot to ``AUTOGRADER_SLOT``."""
    kernelspec.install({"limits": {"memory_mb": 1024}}, prefix=tmp_path)
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "share" / "jupyter"))
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path / "runtime"))
    return kernelspec.NAME


@pytest.fixture
def named(slot, monkeypatch) -> None:
    monkeypatch.setenv(SLOT_VARIABLE, str(slot))


def notebook(*sources: str) -> nbformat.NotebookNode:
    return new_notebook(cells=[new_code_cell(source) for source in sources])


def printed(ran: nbformat.NotebookNode) -> str:
    return ran.cells[0].outputs[0].text.strip()


@pytest.mark.usefixtures("named")
def test_nbclient_runs_a_notebook_in_the_sandbox(spec):
    ran = notebook(WHERE)
    NotebookClient(ran, kernel_name=spec).execute()
    assert printed(ran) == INSIDE


@pytest.mark.usefixtures("named")
def test_jupyter_execute_runs_a_notebook_in_the_sandbox(spec, tmp_path):
    path = tmp_path / "n.ipynb"
    nbformat.write(notebook(WHERE), path)
    command = [sys.executable, "-m", "jupyter", "execute", "--inplace", f"--kernel_name={spec}", str(path)]
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, "HOME": str(tmp_path)})
    assert printed(nbformat.read(path, 4)) == INSIDE


@pytest.mark.usefixtures("named")
def test_nbgraders_execution_runs_a_notebook_in_the_sandbox(spec, tmp_path):
    ran, _ = Execute(kernel_name=spec).preprocess(notebook(WHERE), {"metadata": {"path": str(tmp_path)}})
    assert printed(ran) == INSIDE


def test_without_a_slot_the_process_starts_its_own(spec, tmp_path):
    path = tmp_path / "n.ipynb"
    nbformat.write(notebook(WHERE), path)
    code = f"import nbformat, nbclient; n = nbformat.read({str(path)!r}, 4); "
    code += f"nbclient.NotebookClient(n, kernel_name={spec!r}).execute(); print(n.cells[0].outputs[0].text)"
    environ = {name: value for name, value in os.environ.items() if name != SLOT_VARIABLE}
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, env=environ)
    assert done.stdout.strip() == INSIDE


async def started(spec: str) -> tuple[AsyncKernelManager, QuickClient]:
    manager = AsyncKernelManager(kernel_name=spec, client_factory=QuickClient)
    await manager.start_kernel()
    client = manager.client()
    client.start_channels(stdin=False, hb=False, control=False)
    await client.wait_for_ready(timeout=20)
    return manager, client


async def finish(manager: AsyncKernelManager, client: QuickClient) -> None:
    client.stop_channels()
    await manager.shutdown_kernel(now=True)


@pytest.mark.usefixtures("named")
def test_a_restarted_kernel_is_a_fresh_one_and_the_client_reaches_it(spec):
    async def work() -> list[str]:
        manager, client = await started(spec)
        await client.execute_interactive("x = 1; open('left', 'w').close()")
        await manager.restart_kernel(now=True)
        await client.wait_for_ready(timeout=20)
        reply = await client.execute("import os; left = os.listdir(); x", reply=True, timeout=20)
        await finish(manager, client)
        return [reply["content"].get("ename", "")]

    assert asyncio.run(work()) == ["NameError"]


@pytest.mark.usefixtures("named")
def test_an_interrupt_through_the_manager_ends_a_cell(spec):
    async def work() -> str:
        manager, client = await started(spec)
        request = client.execute("print('begun', flush=True)\nwhile True: pass")
        while (await client.get_iopub_msg(timeout=20))["msg_type"] != "stream":
            pass
        await manager.interrupt_kernel()
        while (reply := await client.get_shell_msg(timeout=20))["parent_header"]["msg_id"] != request:
            pass
        await finish(manager, client)
        return reply["content"]["ename"]

    assert asyncio.run(work()) == "KeyboardInterrupt"


@pytest.mark.usefixtures("named")
def test_the_manager_sees_that_a_kernel_died_and_why(spec):
    async def work() -> tuple[bool, str]:
        manager, client = await started(spec)
        client.execute("import os; os._exit(0)")
        await asyncio.wait_for(manager.provisioner.wait(), 20)
        seen = await manager.is_alive(), manager.provisioner.death_reason
        await finish(manager, client)
        return seen

    assert asyncio.run(work()) == (False, "exit")


@pytest.mark.usefixtures("named")
def test_nothing_of_the_callers_environment_reaches_the_kernel_but_its_seed(spec, monkeypatch):
    monkeypatch.setenv("SECRET_TOKEN", "abc")
    ran = notebook("import os; print('SECRET_TOKEN' in os.environ)")
    NotebookClient(ran, kernel_name=spec).execute()
    assert printed(ran) == "False"


def test_an_installed_kernelspec_names_the_provisioner(tmp_path):
    folder = kernelspec.install({"preload": ["numpy"]}, name="mine", prefix=tmp_path)
    found = json.loads(Path(folder, "kernel.json").read_text())
    assert found["metadata"]["kernel_provisioner"] == {
        "provisioner_name": "autograder-sandbox",
        "config": {"preload": ["numpy"]},
    }


def test_waiting_for_a_kernel_that_died_ends(spec, named):
    async def work() -> None:
        manager, client = await started(spec)
        await manager.provisioner.kill()
        try:
            with pytest.raises(RuntimeError, match="died"):
                await client.wait_for_ready(timeout=20)
        finally:
            await finish(manager, client)

    asyncio.run(work())
