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


def test_a_request_and_its_files_come_back_as_they_were(tmp_path):
    files = {"a.txt": b"text", "deep/er/b.bin": bytes(range(256)) * 5000, "empty": b""}
    descriptor = protocol.pack({"key": "ä"}, files)
    for folder in ("first", "second"):  # a retry reads it again
        request = protocol.unpack(descriptor)
        protocol.write_files(descriptor, request["files"], str(tmp_path / folder))
        assert request["key"] == "ä"
        assert {name: (tmp_path / folder / name).read_bytes() for name in files} == files
    os.close(descriptor)


def test_a_request_that_ends_early_is_refused(tmp_path):
    descriptor = protocol.pack({}, {"a": b"12345"})
    os.truncate(descriptor, os.fstat(descriptor).st_size - 2)
    request = protocol.unpack(descriptor)
    with pytest.raises(OSError, match="ends inside 'a'"):
        protocol.write_files(descriptor, request["files"], str(tmp_path))
    os.truncate(descriptor, 4)
    with pytest.raises(ValueError, match="ends early"):
        protocol.unpack(descriptor)
    os.close(descriptor)


@pytest.mark.parametrize("name", ["/etc/passwd", "../x", "a/../../x", "", ".", "a\0b"])
def test_a_name_that_leaves_its_folder_is_refused(name):
    with pytest.raises(ValueError, match="does not stay"):
        protocol.check_name(name)
