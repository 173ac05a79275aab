"""Whatever bytes come from inside a sandbox on its control connections, the host reads a message or notices the damage."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import time

from hypothesis import strategies as st

from autograder.sandbox import protocol
from autograder.sandbox.request import Asked
from tests.fuzz import strategies
from tests.fuzz.cases import count, fuzz

UNITS = [b"[", b"{", b'{"ended": ', b"9", b'{"a": 1e999}', b"\xff\xfe", b"null", b'{"failed": ["x"]}', b'{"ready": ']
whole = st.one_of(
    st.binary(max_size=200),
    st.one_of(strategies.json_values, strategies.nested).map(lambda value: json.dumps(value).encode()),
)
packets = st.one_of(st.tuples(whole, st.just(1)), st.tuples(st.sampled_from(UNITS), st.sampled_from([1, 1000, 60_000])))
"""A piece of bytes and how often it is repeated."""


@fuzz(2000, packet=packets, descriptors=st.integers(0, 20))
def test_any_packet_is_a_message_or_an_error(packet: tuple[bytes, int], descriptors: int) -> None:
    """A packet is an object, the end, or a ValueError or OSError; descriptors that came with damage are closed."""
    before = len(os.listdir("/proc/self/fd"))
    host, child = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with host, child, open(os.devnull) as null:
        socket.send_fds(child, [(packet[0] * packet[1])[:60_000]], [null.fileno()] * descriptors)
        try:
            message, received = protocol.receive(host)
        except (OSError, ValueError):
            pass
        else:
            assert message is None or type(message) is dict
            assert len(received) <= descriptors
            protocol.close(received)
    assert len(os.listdir("/proc/self/fd")) == before
    count("packets of the control connection")


@fuzz(1000, said=packets)
def test_any_first_word_of_a_child_is_ready_or_an_error(said: tuple[bytes, int]) -> None:
    """The word by which a child says that it is ready, or what failed."""
    reading, writing = os.pipe()
    try:
        os.write(writing, (said[0] * said[1])[:4096])
        os.close(writing)
        with socket.socket(socket.AF_UNIX) as control, contextlib.suppress(OSError, EOFError, ValueError):
            Asked(control, -1, reading).wait(time.monotonic() + 5)  # what it may raise is what the session expects
    finally:
        os.close(reading)
    count("first words of a child")
