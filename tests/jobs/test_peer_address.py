"""A clip's URL whose host resolves to a local address is refused, before a byte is sent there."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest

from tests.jobs.conftest import Either
from tests.jobs.stub_server import CLIP, URL_DIALECT, StubResponse, StubServer, job
from videojobs import DownloadError
from videojobs.testing import virtual_time

WHOLE = StubResponse(200, CLIP, {"Content-Type": "video/mp4"})


@pytest.fixture(autouse=True)
def _resolver(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every name is this machine."""
    resolve: Any = socket.getaddrinfo

    def fake(host: Any, *arguments: Any, **options: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if isinstance(name, str) and name.endswith(".example"):
            host = "127.0.0.1"
        return resolve(host, *arguments, **options)

    monkeypatch.setattr(socket, "getaddrinfo", fake)


@pytest.mark.filterwarnings("ignore:the API key is sent")
@pytest.mark.parametrize("way", ["job", "redirect"])
def test_a_name_that_resolves_to_a_local_address_is_refused(
    call: Either, path: Path, other: StubServer, way: str
) -> None:
    """The provider itself has a public name, so nothing of its may lead into this network."""
    call.settings = {"base_url": f"http://api.example:{call.server.port}"}
    url = f"http://cdn.example:{other.port}/a.mp4"
    other.respond_with(WHOLE)
    if way == "job":
        call.dialect = URL_DIALECT
        call.server.respond_with(StubResponse.json(job("completed", video_url=url)))
    else:
        call.server.respond_with(StubResponse(302, b"", {"Location": url}))
    with virtual_time(), pytest.raises(DownloadError, match=r"cdn\.example .*local network"):
        call("download", "video_1", path)
    assert not other.requests and not path.exists()


@pytest.mark.filterwarnings("ignore:the API key is sent")
def test_the_address_of_the_provider_itself_is_not_checked(call: Either, path: Path) -> None:
    """A name of a company's own network is what the caller chose."""
    call.settings = {"base_url": f"http://api.example:{call.server.port}"}
    call.dialect = URL_DIALECT
    call.server.respond_with(StubResponse.json(job("completed", video_url="/files/1")), WHOLE)
    call("download", "video_1", path)
    assert path.read_bytes() == CLIP


def test_a_local_provider_may_lead_anywhere(call: Either, path: Path, other: StubServer) -> None:
    """Such as to the store beside it."""
    call.dialect = URL_DIALECT
    other.respond_with(WHOLE)
    call.server.respond_with(StubResponse.json(job("completed", video_url=f"http://cdn.example:{other.port}/a.mp4")))
    call("download", "video_1", path)
    assert path.read_bytes() == CLIP


@pytest.mark.filterwarnings("ignore:the API key is sent")
def test_a_local_proxy_is_allowed(call: Either, path: Path, other: StubServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its address is the caller's; the proxy resolves the name."""
    monkeypatch.setenv("HTTP_PROXY", other.url)
    call.settings = {"base_url": "http://api.example"}
    call.dialect = URL_DIALECT
    other.respond_with(StubResponse.json(job("completed", video_url="http://cdn.example/a.mp4")), WHOLE)
    call("download", "video_1", path)
    assert path.read_bytes() == CLIP
