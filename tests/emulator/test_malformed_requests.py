"""Malformed requests on raw sockets: a response below 500, and nothing on stderr that looks like a failure."""

from __future__ import annotations

import copy
import gc
import re
import socket
import struct
from typing import Any

import httpx
import pytest

from tests.emulator import malformed
from tests.emulator.format import DIALECT, DOCUMENT
from videojobs.emulator import Served, serve, server
from videojobs_api import PROVIDERS

EMULATED = [
    pytest.param({"dialect": DIALECT, "document": DOCUMENT}, id="format"),
    *(pytest.param({"provider": name}, id=name, marks=pytest.mark.nightly) for name in sorted(PROVIDERS)),
]


def send(served: Served, data: bytes) -> bytes:
    """Send one request on a connection of its own and return what the server sends until it closes."""
    # The requests are written for a server that is mounted at /v1.
    data = data.replace(b"/v1/videos", served.app.base_path.encode() + b"/videos")
    with socket.create_connection((served.host, served.port), timeout=10) as connection:
        received = b""
        try:
            connection.sendall(data)
            while block := connection.recv(65536):
                received += block
        except ConnectionError:  # the server closed it before it had read everything
            pass
        return received


@pytest.mark.parametrize("emulated", EMULATED)
def test_no_malformed_request_is_a_failure_of_the_server(emulated: Any, caplog: pytest.LogCaptureFixture) -> None:
    """Each gets one response below 500, or is closed; nothing is logged as an error; the server lives on."""
    statuses: dict[str, str] = {}
    with serve(**emulated, render_seconds=0) as served:
        served.app.add_job("a boat", id="v")
        for name, data in malformed.RESPONDED.items():
            received = send(served, data)
            status = re.match(rb"HTTP/1\.[01] ([0-9]{3}) ", received)
            statuses[name] = status[1].decode() if status else repr(received[:40])
        for data in malformed.UNFINISHED.values():
            _hang_up(served, data)
    gc.collect()  # a connection that is not closed is a warning, and warnings are errors
    assert len(statuses) >= 60
    wrong = {name: status for name, status in statuses.items() if not re.fullmatch("[234][0-9]{2}", status)}
    assert wrong == {}
    assert [record.getMessage() for record in caplog.records if record.levelname in {"ERROR", "CRITICAL"}] == []


def _hang_up(served: Served, data: bytes) -> None:
    with socket.create_connection((served.host, served.port)) as connection:
        # RST in place of FIN: the connection is reset under the server, too.
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.sendall(data)


@pytest.mark.parametrize("limit", ["9" * 5000, "-" + "9" * 5000, "x", "", "1.5"])
def test_a_limit_that_the_document_does_not_restrict_is_a_page(limit: str) -> None:
    """A document may allow any text, or not mention the parameter at all."""
    document = copy.deepcopy(DOCUMENT)
    document["paths"]["/videos"]["get"]["parameters"] = [{"name": "limit", "in": "query", "schema": {}}]
    with serve(dialect=DIALECT, document=document) as served:
        response = httpx.get(
            f"{served.base_url}/videos", params={"limit": limit}, headers={"authorization": "Bearer emulator-key"}
        )
    assert (response.status_code, response.json()["data"]) == (200, [])


def test_stopping_during_a_request_is_no_failure(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that is stopped, as with Ctrl-C, while requests are unfinished ends without a traceback."""
    monkeypatch.setattr(server, "_SECONDS_TO_FINISH", 0.05)
    connections: list[socket.socket] = []
    with serve(dialect=DIALECT, document=DOCUMENT, render_seconds=0) as served:
        served.app.add_job("a boat", id="v")
        for data in malformed.UNFINISHED.values():
            connections.append(socket.create_connection((served.host, served.port)))
            connections[-1].sendall(data)
        httpx.get(served.base_url)  # the others were received before it
    for connection in connections:
        connection.close()
    assert [record.getMessage() for record in caplog.records if record.levelname in {"ERROR", "CRITICAL"}] == []
