"""Where a clip is fetched from: the operation, a URL, a redirect; and that the key stays at home."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from tests.jobs.conftest import Either
from tests.jobs.wire import CLIP, EITHER_DIALECT, KEY, URL_DIALECT, Answer, Wire, dialect, job
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

WHOLE = Answer(200, CLIP, {"Content-Type": "video/mp4"})


def test_the_url_of_the_job_is_used_without_the_key(call: Either, path: Path, other: Wire) -> None:
    """Another origin never sees it; the URL is asked for if only the id is known."""
    call.dialect = URL_DIALECT
    other.says(WHOLE)
    call.wire.says(Answer.json(job("completed", video_url=f"{other.url}/a.mp4?sig=1")))
    call("download", "video_1", path)
    assert path.read_bytes() == CLIP
    (seen,) = other.seen
    assert seen.target == "/a.mp4?sig=1" and "authorization" not in seen.headers and KEY not in str(seen)


def test_a_url_at_home_gets_the_key(call: Either, path: Path) -> None:
    """Some providers give a relative URL of their own content operation."""
    call.dialect = URL_DIALECT
    call.wire.says(Answer.json(job("completed", metadata={"url": "/files/1"})), WHOLE)
    call("download", "video_1", path)
    assert call.wire.seen[1].target == "/files/1" and call.wire.seen[1].headers["authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_an_expired_url_is_renewed_once(call: Either, path: Path, other: Wire, status: int) -> None:
    """Once: a second refusal is an error."""
    call.dialect = URL_DIALECT
    old = reconcile(job("completed", video_url=f"{other.url}/old"), URL_DIALECT)
    call.wire.says(Answer.json(job("completed", video_url=f"{other.url}/new")))
    other.says(Answer(status), WHOLE)
    with virtual_time():
        call("download", old, path)
    assert [seen.target for seen in other.seen] == ["/old", "/new"] and path.read_bytes() == CLIP
    other.says(Answer(status))
    with virtual_time(), pytest.raises((NotFound, AuthenticationError)):
        call("download", old, path)
    assert len(other.seen) == 2


def test_a_job_without_a_url(call: Either, path: Path) -> None:
    """Where there is no content operation to ask, it says so; where there is, it is asked."""
    call.dialect = URL_DIALECT
    call.wire.says(Answer.json(job("completed")))
    with pytest.raises(ContentNotReady, match="no URL"):
        call("download", "video_1", path)
    call.wire.says(Answer.json(job("in_progress")))
    with pytest.raises(ContentNotReady, match="wait"):
        call("download", "video_1", path)
    call.dialect = EITHER_DIALECT
    call.wire.says(Answer.json(job("completed")), WHOLE)
    call("download", "video_1", path)
    assert call.wire.seen[1].target == "/videos/video_1/content"


def test_a_url_that_is_gone_leaves_the_operation(call: Either, path: Path, other: Wire) -> None:
    """Where both ways exist, the second is tried."""
    call.dialect = EITHER_DIALECT
    other.says(Answer(410))
    call.wire.says(*[Answer.json(job("completed", url=f"{other.url}/x"))] * 2, WHOLE)
    with virtual_time():
        call("download", "video_1", path)
    assert path.read_bytes() == CLIP


def test_a_clip_inside_the_job(call: Either, path: Path) -> None:
    """As a data: URL; checked as any other."""
    call.dialect = URL_DIALECT
    inline = f"data:video/mp4;base64,{base64.b64encode(CLIP).decode()}"
    call.wire.says(Answer.json(job("completed", url=inline)))
    assert call("download", "video_1", path).bytes == len(CLIP) and path.read_bytes() == CLIP
    for broken in ("data:video/mp4;base64,AAAA", "data:video/mp4;base64,%", "data:,hello"):
        call.wire.says(Answer.json(job("completed", url=broken)))
        with pytest.raises(WrongContent):
            call("download", "video_1", path)


def test_redirects_are_followed_by_hand(call: Either, path: Path, other: Wire) -> None:
    """The key goes along at home, never to another origin, and not home again from there."""
    call.wire.says(Answer(302, b"", {"Location": "/moved"}), Answer(307, b"", {"Location": f"{other.url}/cdn"}), WHOLE)
    other.says(Answer(302, b"", {"Location": f"{call.wire.url}/back"}))
    call("download", "video_1", path)
    assert path.read_bytes() == CLIP
    assert [("authorization" in seen.headers) for seen in call.wire.seen] == [True, True, False]
    assert "authorization" not in other.seen[0].headers and KEY not in str(other.seen)


@pytest.mark.parametrize(
    "location", ["ftp://x.example/a", "file:///etc/passwd", "", "http://[", "http://:0/", "data:,x"]
)
def test_redirects_to_odd_places_are_refused(call: Either, path: Path, location: str) -> None:
    """Only http and https are followed."""
    call.wire.says(Answer(302, b"", {"Location": location}))
    with virtual_time(), pytest.raises((DownloadError, TransportError)):
        call("download", "video_1", path)
    assert not path.exists()


def test_redirects_end(call: Either, path: Path, other: Wire) -> None:
    """After five hops; and where the provider is not known to redirect, at once."""
    call.wire.says(Answer(302, b"", {"Location": "/again"}))
    with pytest.raises(DownloadError, match="5 hops"):
        call("download", "video_1", path)
    assert len(call.wire.seen) == 6
    call.dialect = dialect(content=Content(redirects="same-origin"))
    call.wire.says(Answer(302, b"", {"Location": f"{other.url}/x"}))
    with pytest.raises(DownloadError, match="not known"):
        call("download", "video_1", path)
    assert other.seen == []


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
