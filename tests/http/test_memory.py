"""Large files pass through in constant memory, down and up."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.raw_server import RawServer, Script, answer

Start = Callable[[Script], RawServer]
MIB = 2**20
DOWN, UP, MOST = 200 * MIB, 300 * MIB, 8 * MIB

DOWNLOAD = """
import resource, sys
from videojobs_api.openai import AuthenticatedClient
from videojobs_api.openai.api.videos import retrieve_video_content
client = AuthenticatedClient(sys.argv[1], token="x")
def size(most=None):
    seen = 0
    with retrieve_video_content.stream("v", client=client) as response:
        for chunk in response.iter_bytes():
            seen += len(chunk)
            if most and seen > most:
                break
    return seen
size(2**20)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
seen = size()
print(seen, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024)
"""

UPLOAD = """
import resource, sys, io
from videojobs_api.openai import AuthenticatedClient
from videojobs_api.openai.api.videos import create_video_character
from videojobs.http.types import File
client = AuthenticatedClient(sys.argv[1], token="x")
def send(path):
    with open(path, "rb") as file:
        create_video_character.sync(client=client, body={"name": "hero", "video": File(file)})
send(sys.argv[2])
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
send(sys.argv[3])
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024)
"""


def run(code: str, *arguments: str) -> list[int]:
    """Run a program in a process of its own, whose peak is not ours."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
        timeout=90,
    )
    assert done.returncode == 0, done.stderr
    return [int(number) for number in done.stdout.split()]


def test_a_download_of_200_mib_adds_at_most_8(raw_server: Start) -> None:
    """Stock adds 403."""
    block = bytes(MIB)

    def script(peer: socket.socket, _: bytes) -> None:
        peer.sendall(f"HTTP/1.1 200 OK\r\ncontent-type: video/mp4\r\ncontent-length: {DOWN}\r\n\r\n".encode())
        for _ in range(DOWN // MIB):
            peer.sendall(block)

    seen, grown = run(DOWNLOAD, raw_server(script).url)
    assert seen == DOWN
    assert grown <= MOST


def test_an_upload_of_300_mib_adds_at_most_8(raw_server: Start, tmp_path: Path) -> None:
    """The file is read in chunks, and the length of the body is known beforehand."""
    small, large = tmp_path / "small.mp4", tmp_path / "large.mp4"
    for path, size in ((small, MIB), (large, UP)):
        with path.open("wb") as file:
            file.write(b"\x00\x00\x00\x18ftypmp42")
            file.truncate(size)
    server = raw_server(lambda peer, _: peer.sendall(answer(200, b'{"id": "char_1"}')))
    server.count_only = True
    (grown,) = run(UPLOAD, server.url, str(small), str(large))
    assert grown <= MOST
    assert server.counted[-1] > UP


@pytest.mark.parametrize("length", [0, 1, 65536])
def test_a_short_download_is_whole(raw_server: Start, length: int) -> None:
    """The edges of the chunks."""
    from videojobs_api.openai import AuthenticatedClient
    from videojobs_api.openai.api.videos import retrieve_video_content

    head = f"HTTP/1.1 200 OK\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n".encode()
    server = raw_server(lambda peer, _: peer.sendall(head + bytes(length)))
    with AuthenticatedClient(server.url, token="x") as client:
        assert retrieve_video_content.sync("v", client=client) == bytes(length)
