"""Packets and requests between host, fork server and child."""

from __future__ import annotations

import os
import socket

import pytest

from autograder.sandbox import protocol


@pytest.fixture
def pair():
    left, right = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with left, right:
        yield left, right


def test_a_packet_arrives_whole_with_its_descriptors(pair):
    left, right = pair
    reading, writing = os.pipe()
    protocol.send(left, {"one": [1, 2]}, [writing])
    protocol.send(left, {"two": 2})
    message, descriptors = protocol.receive(right)
    assert message == {"one": [1, 2]}
    os.write(descriptors[0], b"x")
    assert os.read(reading, 1) == b"x"
    assert protocol.receive(right) == ({"two": 2}, [])
    protocol.close([reading, writing, *descriptors])


def test_the_end_of_a_connection_is_none(pair):
    left, right = pair
    left.shutdown(socket.SHUT_RDWR)
    assert protocol.receive(right) == (None, [])


@pytest.mark.parametrize("packet", [b"{", b"[1]", b"\xff\xfe", b"1"])
def test_what_is_no_json_object_is_refused_and_its_descriptors_are_closed(pair, packet):
    left, right = pair
    before = set(os.listdir("/proc/self/fd"))
    with open("/dev/null") as file:
        socket.send_fds(left, [packet], [file.fileno()])
    with pytest.raises(ValueError, match=r".+"):
        protocol.receive(right)
    assert set(os.listdir("/proc/self/fd")) == before


def test_a_request_comes_back_as_it_was():
    descriptor = protocol.pack({"key": "ä"})
    for _ in range(2):  # a retry reads it again
        assert protocol.unpack(descriptor) == {"key": "ä"}
    os.truncate(descriptor, 4)
    with pytest.raises(ValueError, match=r".+"):
        protocol.unpack(descriptor)
    os.close(descriptor)
