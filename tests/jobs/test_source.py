"""Where a clip is fetched from: the operation, a URL, a redirect; and that the key stays at home."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from tests.jobs.conftest import Either
from tests.jobs.stub_server import CLIP, EITHER_DIALECT, KEY, URL_DIALECT, StubResponse, StubServer, dialect, job
from videojobs import (
    AuthenticationError,
    ContentNotReady,
    DownloadError,
    NotFound,
    TransportError,
    VideoClient,
    WrongContent,
)
from videojobs.dialect import Content
from videojobs.jobs.decoding.reconcile import reconcile
from videojobs.testing import virtual_time

WHOLE = StubResponse(200, CLIP, {"Content-Type": "video/mp4"})


def test_the_url_of_the_job_is_used_without_the_key(call: Either, path: Path, other: StubServer) -> None:
    """It is not sent to another origin; the job is retrieved if only its id is known."""
    call.dialect = URL_DIALECT
    other.respond_with(WHOLE)
    call.server.respond_with(StubResponse.json(job("completed", video_url=f"{other.url}/a.mp4?sig=1")))
    call("download", "video_1", path)
    assert path.read_bytes() == CLIP
    (request,) = other.requests
    assert request.target == "/a.mp4?sig=1" and "authorization" not in request.headers and KEY not in str(request)


def test_a_url_at_home_gets_the_key(call: Either, path: Path) -> None:
    """Some providers give a relative URL of their own content operation."""
    call.dialect = URL_DIALECT
    call.server.respond_with(StubResponse.json(job("completed", metadata={"url": "/files/1"})), WHOLE)
    call("download", "video_1", path)
    assert (
        call.server.requests[1].target == "/files/1"
        and call.server.requests[1].headers["authorization"] == f"Bearer {KEY}"
    )


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_an_expired_url_is_renewed_once(call: Either, path: Path, other: StubServer, status: int) -> None:
    """Once: a second refusal is an error."""
    call.dialect = URL_DIALECT
    old = reconcile(job("completed", video_url=f"{other.url}/old"), URL_DIALECT)
    call.server.respond_with(StubResponse.json(job("completed", video_url=f"{other.url}/new")))
    other.respond_with(StubResponse(status), WHOLE)
    with virtual_time():
        call("download", old, path)
    assert [request.target for request in other.requests] == ["/old", "/new"] and path.read_bytes() == CLIP
    other.respond_with(StubResponse(status))
    with virtual_time(), pytest.raises((NotFound, AuthenticationError)):
        call("download", old, path)
    assert len(other.requests) == 2


def test_a_job_without_a_url(call: Either, path: Path) -> None:
    """Without a content operation that is an error; otherwise the operation is used."""
    call.dialect = URL_DIALECT
    call.server.respond_with(StubResponse.json(job("completed")))
    with pytest.raises(ContentNotReady, match="no URL"):
        call("download", "video_1", path)
    call.server.respond_with(StubResponse.json(job("in_progress")))
    with pytest.raises(ContentNotReady, match="wait"):
        call("download", "video_1", path)
    call.dialect = EITHER_DIALECT
    call.server.respond_with(StubResponse.json(job("completed")), WHOLE)
    call("download", "video_1", path)
    assert call.server.requests[1].target == "/videos/video_1/content"


def test_after_an_expired_url_the_operation_is_used(call: Either, path: Path, other: StubServer) -> None:
    """Where both ways exist, the second is tried."""
    call.dialect = EITHER_DIALECT
    other.respond_with(StubResponse(410))
    call.server.respond_with(*[StubResponse.json(job("completed", url=f"{other.url}/x"))] * 2, WHOLE)
    with virtual_time():
        call("download", "video_1", path)
    assert path.read_bytes() == CLIP


def test_a_clip_inside_the_job(call: Either, path: Path) -> None:
    """As a data: URL; checked as any other."""
    call.dialect = URL_DIALECT
    inline = f"data:video/mp4;base64,{base64.b64encode(CLIP).decode()}"
    call.server.respond_with(StubResponse.json(job("completed", url=inline)))
    assert call("download", "video_1", path).bytes == len(CLIP) and path.read_bytes() == CLIP
    for broken in ("data:video/mp4;base64,AAAA", "data:video/mp4;base64,%", "data:,hello"):
        call.server.respond_with(StubResponse.json(job("completed", url=broken)))
        with pytest.raises(WrongContent):
            call("download", "video_1", path)


def test_redirects_are_followed_by_hand(call: Either, path: Path, other: StubServer) -> None:
    """The key goes along at home, never to another origin, and not home again from there."""
    call.server.respond_with(
        StubResponse(302, b"", {"Location": "/moved"}), StubResponse(307, b"", {"Location": f"{other.url}/cdn"}), WHOLE
    )
    other.respond_with(StubResponse(302, b"", {"Location": f"{call.server.url}/back"}))
    call("download", "video_1", path)
    assert path.read_bytes() == CLIP
    assert [("authorization" in request.headers) for request in call.server.requests] == [True, True, False]
    assert "authorization" not in other.requests[0].headers and KEY not in str(other.requests)


@pytest.mark.parametrize(
    "location", ["ftp://x.example/a", "file:///etc/passwd", "", "http://[", "http://:0/", "data:,x"]
)
def test_redirects_to_odd_places_are_refused(call: Either, path: Path, location: str) -> None:
    """Only http and https are followed."""
    call.server.respond_with(StubResponse(302, b"", {"Location": location}))
    with virtual_time(), pytest.raises((DownloadError, TransportError)):
        call("download", "video_1", path)
    assert not path.exists()


def test_redirects_end(call: Either, path: Path, other: StubServer) -> None:
    """After five hops; at once, where the provider is known not to redirect."""
    call.server.respond_with(StubResponse(302, b"", {"Location": "/again"}))
    with pytest.raises(DownloadError, match="5 hops"):
        call("download", "video_1", path)
    assert len(call.server.requests) == 6
    call.dialect = dialect(content=Content(redirects="same-origin"))
    call.server.respond_with(StubResponse(302, b"", {"Location": f"{other.url}/x"}))
    with pytest.raises(DownloadError, match="not known"):
        call("download", "video_1", path)
    assert other.requests == []


def test_a_public_provider_leads_nowhere_local(path: Path) -> None:
    """Metadata services and the like are not fetched on a provider's word."""
    with VideoClient(URL_DIALECT, api_key=KEY, base_url="https://api.public.example/v1") as client:
        for host in (
            "169.254.169.254",
            "127.0.0.1",
            "[::1]",
            "localhost",
            "2130706433",
            "[::ffff:10.0.0.1]",
            "10.1.2.3",
        ):
            done = reconcile(job("completed", video_url=f"http://{host}/latest"), URL_DIALECT)
            with pytest.raises(DownloadError, match="local network"):
                client.download(done, path)
