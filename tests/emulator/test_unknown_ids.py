"""``unknown_ids="create"``: a request for an id that no one created finds a job."""

from __future__ import annotations

import av
import httpx
import pytest

from tests.emulator.format import DIALECT, DOCUMENT
from videojobs import NotFound, VideoClient
from videojobs.emulator import Served, serve
from videojobs.errors import ConfigurationError
from videojobs_api import PROVIDERS


@pytest.fixture(scope="module")
def any_id():
    """The format, with any id."""
    with serve(dialect=DIALECT, document=DOCUMENT, unknown_ids="create") as served:
        yield served


@pytest.fixture
def http(any_id: Served):
    """A client that has the key."""
    with httpx.Client(base_url=any_id.base_url, headers={"authorization": f"Bearer {any_id.api_key}"}) as client:
        yield client


def test_any_id_is_a_completed_job_that_stays_the_same(http):
    """Retrieved twice it is one job, finished before the first request, and in the list."""
    first = http.get("/videos/video_never_seen").json()
    assert (first["id"], first["status"], first["progress"]) == ("video_never_seen", "completed", 100)
    assert first["created_at"] < first["completed_at"]
    assert http.get("/videos/video_never_seen").json() == first
    assert first in http.get("/videos").json()["data"]


def test_its_clip_plays(http, tmp_path):
    """Also when it is the first thing that is requested."""
    path = tmp_path / "clip.mp4"
    path.write_bytes(http.get("/videos/only_its_clip/content").content)
    with av.open(path) as clip:
        assert clip.duration > 0


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/videos/some_source/remix", {"json": {"prompt": "b"}}),
        ("/videos/edits", {"json": {"prompt": "b", "video": {"id": "some_other"}}}),
        ("/videos/extensions", {"json": {"prompt": "b", "video": {"id": "some_third"}, "seconds": "4"}}),
    ],
)
def test_any_id_can_be_a_source(http, path, body):
    """A job is started from it."""
    assert http.post(path, **body).json()["status"] == "queued"


def test_any_id_can_be_deleted_again_and_again(http):
    """Each deletion is of a job that is there, as a suite of independent tests expects."""
    for _ in range(2):
        assert http.delete("/videos/video_123").json()["deleted"] is True
    assert http.get("/videos/characters/char_123").json()["id"] == "char_123"


def test_no_id_is_not_an_id(http):
    """A path without an id is still one that has no operation."""
    assert http.get("/videos/").status_code == 404


def test_by_default_an_unknown_id_is_refused():
    """A client's mistake must not look like a finished job."""
    with (
        serve("compatible") as served,
        VideoClient("compatible", base_url=served.base_url, api_key=served.api_key) as client,
        pytest.raises(NotFound),
    ):
        client.retrieve("video_never_seen")


@pytest.mark.parametrize("provider", sorted(PROVIDERS))
def test_every_dialect_has_it(provider):
    """A client of the provider gets a finished job by any id."""
    with (
        serve(provider, unknown_ids="create") as served,
        VideoClient(provider, base_url=served.base_url, api_key=served.api_key) as client,
    ):
        assert client.retrieve("0199b8a7-0000-7000-8000-000000000000").is_completed


def test_another_word_is_refused():
    """The message lists the words."""
    with pytest.raises(ConfigurationError, match="refuse, create"), serve("compatible", unknown_ids="invent"):
        pytest.fail("served")
