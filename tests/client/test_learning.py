"""What a client of an unknown relay finds out by itself: the encoding, and where the clip is. It never pays twice."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

import videojobs_api
from tests.clips import play
from tests.jobs.wire import CLIP, DIALECT, KEY, Answer, Seen, Wire, job, serving
from tests.orders import order
from videojobs import AmbiguousCreate, ApiError, AsyncVideoClient, JobStatus, NotFound, VideoClient
from videojobs.dialect import Content, Create
from videojobs.emulator import serve
from videojobs.jobs.registry import load_dialect
from videojobs.testing import virtual_time

BOTH = evolve(DIALECT, create=Create(encodings=("multipart", "json")))
MP4 = {"Content-Type": "video/mp4"}


@pytest.fixture
def wire() -> Iterator[Wire]:
    """A server that says what it is told to."""
    with serving() as server:
        yield server


@contextmanager
def client(wire: Wire, **content: Any) -> Iterator[VideoClient]:
    """A client that may send either encoding, multipart first."""
    dialect = evolve(BOTH, content=Content(**content)) if content else BOTH
    with virtual_time(), VideoClient(dialect, base_url=wire.url, api_key=KEY) as made:
        yield made


def kinds(wire: Wire) -> list[str]:
    """Return how each body came, in order."""
    return [seen.headers.get("content-type", "").partition(";")[0] for seen in wire.seen]


def only_json(seen: Seen) -> Answer:
    """Take JSON only, as many relays do."""
    if not seen.headers["content-type"].startswith("application/json"):
        return Answer.json({"error": {"message": "could not parse", "code": "invalid_json"}}, 400)
    return Answer.json(job())


REFUSALS = [
    Answer.json({}, 415),
    Answer(415, b"<html>Unsupported Media Type</html>"),
    Answer.json({"error": {"message": "Expected application/json, got multipart/form-data"}}, 400),
    Answer.json({"error": {"message": "no", "code": "invalid_json"}}, 400),
    Answer.json({"code": "parse_failed", "message": "invalid character '-' in numeric literal", "data": None}, 400),
    Answer.json({"detail": [{"loc": ["body", "prompt"], "msg": "Field required", "type": "missing"}]}, 422),
    Answer.json({"detail": [{"loc": ["body"], "msg": "Input should be a valid dictionary"}]}, 422),
    Answer.json({"detail": "prompt is required"}, 400),
    Answer.json({"error": {"message": "Invalid type for 'input_reference': expected a file, but got a string"}}, 400),
    Answer(400, b"Unsupported content type"),
]


@pytest.mark.parametrize("refusal", REFUSALS, ids=range(len(REFUSALS)))
def test_a_body_refused_for_its_encoding_is_sent_in_the_other(wire: Wire, refusal: Answer) -> None:
    """Proof of rejection, then the other encoding, which is kept for the next job."""
    wire.says(refusal, Answer.json(job()))
    with client(wire) as made:
        assert made.create("a boat").id == "video_1"
        assert kinds(wire) == ["multipart/form-data", "application/json"]
        made.create("another boat")
        assert kinds(wire)[2:] == ["application/json"]


def test_async_learns_the_same(wire: Wire) -> None:
    """Both clients run the same flow."""
    wire.says(only_json)

    async def main() -> None:
        async with AsyncVideoClient(BOTH, base_url=wire.url, api_key=KEY) as made:
            await made.create("a boat")
            await made.create("a boat")

    asyncio.run(main())
    assert kinds(wire) == ["multipart/form-data", "application/json", "application/json"]


@pytest.mark.parametrize(
    "refusal",
    [
        Answer.json({"error": {"message": "Your request was blocked by moderation"}}, 400),
        Answer.json({"error": {"message": "seconds must be 4, 8 or 12"}}, 422),
        Answer.json({"error": {"message": "model not found"}}, 404),
        Answer.json({"error": {"message": "bad key; send application/json"}}, 401),
        Answer.json({"error": {"message": "not enough quota for a multipart body"}}, 403),
        Answer.json({"error": {"message": "Method Not Allowed for this content type"}}, 405),
    ],
)
def test_any_other_refusal_is_final(wire: Wire, refusal: Answer) -> None:
    """One request, and the error as it came."""
    wire.says(refusal, Answer.json(job()))
    with client(wire) as made, pytest.raises(ApiError) as caught:
        made.create("a boat")
    assert len(wire.seen) == 1 and caught.value.status_code == refusal.status


@pytest.mark.parametrize(
    "answer",
    [
        Answer.json({"error": {"message": "invalid multipart body", "code": "invalid_json"}}, 500),
        Answer(502, b"multipart"),
        Answer(408, b"multipart"),
        Answer(200, b"invalid json, send multipart"),
        Answer(reset=True),
    ],
)
def test_an_unknown_outcome_is_never_sent_again_in_any_encoding(wire: Wire, answer: Answer) -> None:
    """Only a 4xx proves that nothing was started; whatever else the words say."""
    wire.says(answer, Answer.json(job()))
    with client(wire) as made, pytest.raises(AmbiguousCreate):
        made.create("a boat")
    assert len(wire.seen) == 1


def test_refused_in_both_encodings_is_two_requests_and_one_error(wire: Wire) -> None:
    """The error is the last refusal; nothing was started, nothing is learned."""
    wire.says(Answer.json({}, 415))
    with client(wire) as made:
        for _ in range(2):
            wire.seen.clear()
            with pytest.raises(ApiError):
                made.create("a boat")
            assert kinds(wire) == ["multipart/form-data", "application/json"]


def test_a_file_goes_as_multipart_whatever_was_learned(wire: Wire) -> None:
    """JSON carries no file: the encoding that can is used."""
    wire.says(only_json)
    dialect = evolve(BOTH, create=evolve(DIALECT.create, encodings=("multipart", "json")))
    with VideoClient(dialect, base_url=wire.url, api_key=KEY) as made:
        made.create("a boat")
        wire.says(Answer.json({}, 415))
        with pytest.raises(ApiError):
            made.create("a boat", input_reference=b"\x89PNG\r\n\x1a\n0000")
    assert kinds(wire) == ["multipart/form-data"]


def test_without_a_content_operation_the_url_is_used_and_remembered(wire: Wire, tmp_path: Path) -> None:
    """404 for the content of a completed job that has a URL: there is no such operation here."""

    def serve_clip(seen: Seen) -> Answer:
        if seen.target.endswith("/content"):
            return Answer.json({"error": {"message": "no such page"}}, 404)
        if seen.target.startswith("/clips/"):
            return Answer(200, CLIP, MP4)
        return Answer.json(job("completed", video_url=f"{wire.url}/clips/1.mp4"))

    wire.says(serve_clip)
    with client(wire, source="endpoint") as made:
        assert made.download("video_1", tmp_path / "one.mp4").bytes == len(CLIP)
        assert [seen.target for seen in wire.seen] == ["/videos/video_1/content", "/videos/video_1", "/clips/1.mp4"]
        wire.seen.clear()
        made.download("video_1", tmp_path / "two.mp4")
        assert [seen.target for seen in wire.seen] == ["/videos/video_1", "/clips/1.mp4"]


def test_a_dead_url_gives_way_to_the_content_operation_which_is_remembered(wire: Wire, tmp_path: Path) -> None:
    """The other way round: the URL is forbidden, twice; the operation has the clip."""

    def serve_clip(seen: Seen) -> Answer:
        if seen.target.endswith("/content"):
            return Answer(200, CLIP, MP4)
        if seen.target.startswith("/clips/"):
            return Answer.json({"error": {"message": "expired"}}, 403)
        return Answer.json(job("completed", video_url=f"{wire.url}/clips/1.mp4"))

    wire.says(serve_clip)
    with client(wire, source="either") as made:
        made.download("video_1", tmp_path / "one.mp4")
        wire.seen.clear()
        made.download("video_1", tmp_path / "two.mp4")
        assert [seen.target for seen in wire.seen] == ["/videos/video_1/content"]


@pytest.mark.parametrize("source", ["endpoint", "either"])
def test_neither_way_ends_in_the_error_it_is(wire: Wire, tmp_path: Path, source: str) -> None:
    """No going round in circles."""

    def nothing(seen: Seen) -> Answer:
        if seen.target == "/videos/video_1":
            return Answer.json(job("completed", video_url=f"{wire.url}/clips/1.mp4"))
        return Answer.json({"error": {"message": "gone"}}, 404)

    wire.says(nothing)
    with client(wire, source=source) as made, pytest.raises(NotFound):
        made.download("video_1", tmp_path / "one.mp4")
    assert len(wire.seen) <= 6
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("provider", sorted(videojobs_api.PROVIDERS))
def test_compatible_runs_on_every_provider_by_its_address_alone(provider: str, tmp_path: Path) -> None:
    """The tolerant client makes a clip, and one job, with whatever it is pointed at."""
    dialect = load_dialect(provider)
    with virtual_time() as clock, serve(provider, clock=clock.time, render_seconds=10.0) as served:
        base_url = served.base_url.removesuffix(dialect.base_path) + dialect.base_path
        with VideoClient("compatible", base_url=base_url, api_key=served.api_key) as made:
            found = made.wait(made.create("a paper boat", **{**order(provider), "size": "16:9"}))
            assert found.status is JobStatus.COMPLETED
            made.download(found, tmp_path / "clip.mp4")
    accepted = [one for one in served.requests if one.method == "POST" and one.status < 300]
    assert len(accepted) == 1
    assert play(tmp_path / "clip.mp4").size == (1280, 720)
