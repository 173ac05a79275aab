"""The kernel application in two halves: everything without a socket or a thread before the fork, the rest in the child.

ipykernel's own ``initialize`` takes about 50 ms, mostly traitlets building the shell; sockets, event loops and threads do not
survive a fork. So :meth:`WarmApp.prepare` builds configuration, kernel and shell in the fork server, and
:meth:`WarmApp.connect` adds streams and threads in the child.
"""

from __future__ import annotations

import io
import logging
import os
import sys
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

import tornado.platform.asyncio  # noqa: F401  # tornado imports it with the first event loop
import zmq
from ipykernel.heartbeat import Heartbeat
from ipykernel.iostream import IOPubThread
from ipykernel.kernelapp import IPKernelApp
from zmq.eventloop.zmqstream import ZMQStream

sys.modules["debugpy"] = None  # type: ignore[assignment]  # ipykernel would import it: slow, starts threads, opens a TCP port
import ipykernel.debugger  # noqa: E402, F401  # decides now that there is no debugger

del sys.modules["debugpy"]

from autograder.sandbox.kernel import StudentKernel  # noqa: E402  # imports ipykernel too

CHANNELS = ("shell", "iopub", "stdin", "control", "hb")
"""Jupyter's five channels; channel number i + 1 is the kernel's port of that name."""


class WarmKernel(StudentKernel):
    """A StudentKernel built without streams; ``instance(**streams)`` attaches them to the one that exists."""

    warm: ClassVar[WarmKernel | None] = None

    @classmethod
    def instance(cls, *args: Any, **streams: Any) -> WarmKernel:
        """Called by :meth:`IPKernelApp.init_kernel` in the child, with the streams it has just made."""
        if cls.warm is None:
            cls.warm = super().instance(*args, **streams)
        else:
            cls.warm.attach(**streams)
        return cls.warm

    def attach(self, **streams: Any) -> None:
        for name, value in streams.items():
            if name.endswith(("_stream", "_socket", "_thread")):
                setattr(self, name, value)
        self.ident = str(uuid.uuid4())
        self._stdout, self._stderr = sys.stdout, sys.stderr
        for publisher, topic in ((self.shell.displayhook, "execute_result"), (self.shell.display_pub, None)):
            publisher.session = self.session
            publisher.pub_socket = self.iopub_socket
            if topic:
                publisher.topic = self._topic(topic)


class ForkedIOPubThread(IOPubThread):  # type: ignore[misc]  # ipykernel ships no types we follow
    """Output of forked processes comes back over an abstract Unix socket; ipykernel's own TCP socket has no network here."""

    def _setup_pipe_in(self) -> None:
        self._pipe_uuid = os.urandom(16)
        self._pipe_address = f"ipc://@{uuid.uuid4().hex}"
        socket = self.socket.context.socket(zmq.PULL)
        socket.linger = 0
        socket.bind(self._pipe_address)
        self._pipe_in = ZMQStream(socket, self.io_loop)
        self._pipe_in.on_recv(self._handle_pipe_msg)

    def _setup_pipe_out(self) -> tuple[Any, Any]:
        context = zmq.Context()  # the parent's context does not survive the fork
        socket = context.socket(zmq.PUSH)
        socket.linger = 3000
        socket.connect(self._pipe_address)
        return context, socket


class InheritedHeartbeat(Heartbeat):  # type: ignore[misc]  # ipykernel ships no types we follow
    """A heartbeat on a listening socket that the host opened."""

    def __init__(self, context: Any, address: tuple[str, str, int], listener: int) -> None:
        super().__init__(context, address)
        self._listener = listener

    def _bind_socket(self) -> None:
        self.socket.setsockopt(zmq.USE_FD, self._listener)
        self._try_bind_socket()


class WarmApp(IPKernelApp):  # type: ignore[misc]  # ipykernel ships no types we follow
    """An IPKernelApp whose five listening sockets were opened by the host and inherited."""

    listeners: Mapping[int, int]

    @classmethod
    def prepare(cls) -> WarmApp:
        """Configuration, kernel and shell, without context, socket, loop or thread."""
        app: WarmApp = cls.instance(kernel_class=WarmKernel, log_level=logging.CRITICAL, transport="ipc")
        app.config.HistoryManager.enabled = False  # its saver is a thread, and a submission has no history to keep
        app.config.InteractiveShell.enable_tip = False  # each kernel_info draws one from `random`, after it was seeded
        super(IPKernelApp, app).initialize([])
        app.log.setLevel(app.log_level)  # traitlets leaves it at DEBUG and filters later: a dozen records a cell for nothing
        app.init_pdb()
        app.kernel = WarmKernel.instance(
            parent=app, session=app.session, log=app.log, profile_dir=app.profile_dir, user_ns=app.user_ns
        )
        app.init_path()
        app.init_shell()
        app.init_gui_pylab()
        app.init_extensions()
        app.init_code()
        return app

    def warm_up(self) -> None:
        """Take the paths of a first cell that import or compute something once: a result, a traceback, a figure."""
        self.shell.display_formatter.format(object())
        self.shell.transform_cell("1 + 1")
        try:
            getattr(self.shell, "no such name")
        except AttributeError:
            self.shell.InteractiveTB.structured_traceback(*sys.exc_info(), tb_offset=1)
        torch, pyplot = sys.modules.get("torch"), sys.modules.get("matplotlib.pyplot")
        if torch is not None:
            repr(torch.ones(2))
        if pyplot is not None:
            figure, axes = pyplot.subplots(1, 2)
            axes[0].imshow([[0.0, 1.0]], cmap="gray")
            axes[0].text(0, 0, "0123456789.-", ha="center", va="center", color="tab:red")
            axes[0].axis("off")
            axes[1].plot([0, 1], [0, 1], label="x")
            axes[1].hlines([0.5], 0, 1, color="0.6")
            axes[1].set(title="x", xlabel="x", ylabel="y")
            axes[1].legend()
            figure.savefig(io.BytesIO(), format="png", bbox_inches="tight")  # as notebooks do
            pyplot.close(figure)

    def connect(self, connection: dict[str, Any], listeners: list[int]) -> None:
        """Streams and threads on the inherited ``listeners`` (one per channel of CHANNELS); after this, messages are served.

        Args:
            connection: Jupyter's connection information (``key``, ``ip``, …_port).
            listeners: descriptors of listening Unix sockets, in the order of CHANNELS.
        """
        self.listeners = {connection[f"{channel}_port"]: fd for channel, fd in zip(CHANNELS, listeners, strict=True)}
        self.session.session = str(uuid.uuid4())
        self.session.pid = os.getpid()
        self.load_connection_info(connection)
        for folder in ("log_dir", "pid_dir", "security_dir", "startup_dir"):
            Path(getattr(self.profile_dir, folder)).mkdir(parents=True, exist_ok=True)
        self.init_sockets()
        self.init_heartbeat()
        self.init_io()
        self.init_signal()
        self.init_kernel()
        sys.stdout.flush()
        sys.stderr.flush()

    def _bind_socket(self, socket: Any, port: int) -> int:
        socket.setsockopt(zmq.USE_FD, self.listeners[port])
        socket.bind(f"ipc://{self.ip}-{port}")
        return port

    def init_iopub(self, context: Any) -> None:
        self.iopub_socket = context.socket(zmq.XPUB)
        self.iopub_socket.linger = 1000
        self.iopub_socket.setsockopt(zmq.XPUB_NODROP, 1)  # many outputs at once wait for the reader; none is lost
        self._bind_socket(self.iopub_socket, self.iopub_port)
        self.configure_tornado_logger()
        self.iopub_thread = ForkedIOPubThread(self.iopub_socket, pipe=True, session=self.session)
        self.iopub_thread.start()
        self.iopub_socket = self.iopub_thread.background_socket

    def init_heartbeat(self) -> None:
        self.heartbeat = InheritedHeartbeat(
            zmq.Context(), (self.transport, self.ip, self.hb_port), self.listeners[self.hb_port]
        )
        self.heartbeat.start()
