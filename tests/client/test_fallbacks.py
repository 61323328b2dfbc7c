"""A client of an unknown relay falls back to another encoding and another source of clips. It never pays twice."""

from __future__ import annotations

import asyncio
import importlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

import videojobs_api
from tests.clips import play
from tests.create_arguments import create_arguments, has_common_paths
from tests.jobs.stub_server import CLIP, DIALECT, KEY, ReceivedRequest, StubResponse, StubServer, job, serving
from videojobs import AmbiguousCreate, ApiError, AsyncVideoClient, JobStatus, NotFound, VideoClient
from videojobs.dialect import Content, Create, CreateFields
from videojobs.emulator import serve
from videojobs.jobs.registry import load_dialect
from videojobs.testing import virtual_time

REJECTIONS = load_dialect("compatible").create.encoding_rejections
BOTH = evolve(DIALECT, create=Create(encodings=("multipart", "json"), encoding_rejections=REJECTIONS))
MP4 = {"Content-Type": "video/mp4"}


@pytest.fixture
def server() -> Iterator[StubServer]:
    """A server that sends scripted responses."""
    with serving() as server:
        yield server


@contextmanager
def client(server: StubServer, **content: Any) -> Iterator[VideoClient]:
    """A client that may send either encoding, multipart first."""
    dialect = evolve(BOTH, content=Content(**content)) if content else BOTH
    with virtual_time(), VideoClient(dialect, base_url=server.url, api_key=KEY) as video_client:
        yield video_client


def kinds(server: StubServer) -> list[str]:
    """Return how each body came, in order."""
    return [request.headers.get("content-type", "").partition(";")[0] for request in server.requests]


def only_json(request: ReceivedRequest) -> StubResponse:
    """Take JSON only, as many relays do."""
    if not request.headers["content-type"].startswith("application/json"):
        return StubResponse.json({"error": {"message": "could not parse", "code": "invalid_json"}}, 400)
    return StubResponse.json(job())


REFUSALS = [
    StubResponse.json({}, 415),
    StubResponse(415, b"<html>Unsupported Media Type</html>"),
    StubResponse.json({"error": {"message": "no", "code": "invalid_json"}}, 400),
    StubResponse.json({"detail": [{"loc": ["body", "prompt"], "msg": "Field required", "type": "missing"}]}, 422),
    StubResponse.json({"detail": "input_reference file is required"}, 400),
    StubResponse.json({"detail": [{"loc": ["body"], "msg": "Input should be a valid dictionary"}]}, 422),
]


@pytest.mark.parametrize("refusal", REFUSALS, ids=range(len(REFUSALS)))
def test_a_body_refused_for_its_encoding_is_sent_in_the_other(server: StubServer, refusal: StubResponse) -> None:
    """Proof of rejection, then the other encoding, which is kept for the next job."""
    server.respond_with(refusal, StubResponse.json(job()))
    with client(server) as video_client:
        assert video_client.create("a boat").id == "video_1"
        assert kinds(server) == ["multipart/form-data", "application/json"]
        video_client.create("another boat")
        assert kinds(server)[2:] == ["application/json"]


@pytest.mark.parametrize("refusal", REFUSALS, ids=range(len(REFUSALS)))
def test_a_remix_refused_for_its_encoding_is_sent_in_the_other(server: StubServer, refusal: StubResponse) -> None:
    """As a new job; JSON comes first, and what is learned from remixes is kept for remixes."""
    server.respond_with(refusal, StubResponse.json(job()))
    with client(server) as video_client:
        assert video_client.remix("video_1", "at night").id == "video_1"
        assert kinds(server) == ["application/json", "multipart/form-data"]
        assert {request.target for request in server.requests} == {"/videos/video_1/remix"}
        video_client.remix("video_1", "at dawn")
        assert kinds(server)[2:] == ["multipart/form-data"]
    server.respond_with(refusal, StubResponse.json(job()))
    with VideoClient(
        evolve(BOTH, create=evolve(BOTH.create, encodings=("json", "multipart"))), base_url=server.url, api_key=KEY
    ) as own:
        own.remix("video_1", "at night")
        own.create("a boat", extra={"seed": 7})  # as text in a form, the seed would mean something else
    assert kinds(server)[2:] == ["application/json"]


def test_a_remix_refused_in_both_encodings_raises_the_last_refusal(server: StubServer) -> None:
    """With the job, and the first refusal as its context."""
    server.respond_with(StubResponse.json({}, 415), StubResponse.json({"error": {"message": "no remix"}}, 400))
    with client(server) as video_client, pytest.raises(ApiError, match="no remix") as caught:
        video_client.remix("video_1", "at night")
    assert len(server.requests) == 2 and caught.value.ref is not None and caught.value.ref.id == "video_1"
    cause = caught.value.__cause__
    assert isinstance(cause, ApiError) and cause.status_code == 415


@pytest.mark.parametrize("response", [StubResponse(502, b"multipart"), StubResponse(reset=True)])
def test_a_remix_of_unknown_outcome_is_never_sent_again(server: StubServer, response: StubResponse) -> None:
    """Only a rejection proves that no job was started."""
    server.respond_with(response, StubResponse.json(job()))
    with client(server) as video_client, pytest.raises(AmbiguousCreate):
        video_client.remix("video_1", "at night")
    assert len(server.requests) == 1


def test_async_clients_fall_back_too(server: StubServer) -> None:
    """Both clients run the same flow."""
    server.respond_with(only_json)

    async def main() -> None:
        async with AsyncVideoClient(BOTH, base_url=server.url, api_key=KEY) as video_client:
            await video_client.create("a boat")
            await video_client.create("a boat")

    asyncio.run(main())
    assert kinds(server) == ["multipart/form-data", "application/json", "application/json"]


@pytest.mark.parametrize(
    "refusal",
    [
        StubResponse.json({"error": {"message": "Expected application/json, got multipart/form-data"}}, 400),
        StubResponse.json({"code": "parse_failed", "message": "invalid character '-' in numeric literal"}, 400),
        StubResponse.json({"error": {"message": "failed to parse upstream response"}}, 400),
        StubResponse.json({"error": {"message": "failed to parse upstream response", "code": "bad_json"}}, 422),
        StubResponse.json({"detail": [{"loc": ["body", "seconds"], "msg": "prompt is required, invalid json"}]}, 422),
        StubResponse.json({"detail": [{"loc": ["body", "prompt"], "msg": "Field required"}]}, 400),
        StubResponse.json({"detail": "prompt is required"}, 400),
        StubResponse(400, b"Unsupported content type"),
        StubResponse(400, b"prompt " + b"a " * 48_000),
        StubResponse.json({"error": {"message": "Your request was blocked by moderation"}}, 400),
        StubResponse.json({"error": {"message": "seconds must be 4, 8 or 12"}}, 422),
        StubResponse.json({"error": {"message": "model not found"}}, 404),
        StubResponse.json({"error": {"message": "bad key; send application/json"}}, 401),
        StubResponse.json({"error": {"message": "not enough quota for a multipart body"}}, 403),
        StubResponse.json({"error": {"message": "Method Not Allowed for this content type"}}, 405),
    ],
)
def test_any_other_refusal_is_final(server: StubServer, refusal: StubResponse) -> None:
    """One request, and the error as it came."""
    server.respond_with(refusal, StubResponse.json(job()))
    with client(server) as video_client, pytest.raises(ApiError) as caught:
        video_client.create("a boat")
    assert len(server.requests) == 1 and caught.value.status_code == refusal.status


@pytest.mark.parametrize(
    "response",
    [
        StubResponse.json({"error": {"message": "invalid multipart body", "code": "invalid_json"}}, 500),
        StubResponse(502, b"multipart"),
        StubResponse(408, b"multipart"),
        StubResponse(200, b"invalid json, send multipart"),
        StubResponse(reset=True),
    ],
)
def test_an_unknown_outcome_is_never_sent_again_in_any_encoding(server: StubServer, response: StubResponse) -> None:
    """Only a 4xx proves that no job was started, whatever the message."""
    server.respond_with(response, StubResponse.json(job()))
    with client(server) as video_client, pytest.raises(AmbiguousCreate):
        video_client.create("a boat")
    assert len(server.requests) == 1


def test_refused_in_both_encodings_is_two_requests_and_one_error(server: StubServer) -> None:
    """The error is the last refusal; no job was started, no encoding is remembered."""
    server.respond_with(StubResponse.json({}, 415))
    with client(server) as video_client:
        for _ in range(2):
            server.requests.clear()
            with pytest.raises(ApiError):
                video_client.create("a boat")
            assert kinds(server) == ["multipart/form-data", "application/json"]


def test_a_file_is_sent_as_multipart_whatever_was_accepted_before(server: StubServer) -> None:
    """JSON carries no file: the encoding that can is used."""
    server.respond_with(only_json)
    dialect = evolve(BOTH, create=evolve(BOTH.create, references=DIALECT.create.references))
    with VideoClient(dialect, base_url=server.url, api_key=KEY) as video_client:
        video_client.create("a boat")
        server.respond_with(StubResponse.json({}, 415))
        with pytest.raises(ApiError):
            video_client.create("a boat", input_reference=b"\x89PNG\r\n\x1a\n0000")
    assert kinds(server) == ["multipart/form-data"]


def test_an_upload_does_not_change_how_later_jobs_are_sent(server: StubServer) -> None:
    """A form was accepted because the file needed one; a number in a form is text, so later jobs stay JSON."""
    server.respond_with(StubResponse.json(job()))
    with VideoClient(DIALECT, base_url=server.url, api_key=KEY) as video_client:
        video_client.create("a boat", input_reference=b"\x89PNG\r\n\x1a\n0000")
        video_client.create("a boat", extra={"seed": 7})
    assert kinds(server) == ["multipart/form-data", "application/json"]
    assert json.loads(server.requests[1].body)["seed"] == 7


def test_a_job_without_a_url_does_not_change_where_later_clips_are_fetched(server: StubServer, tmp_path: Path) -> None:
    """Only a refusal shows that a source does not work."""

    def serve_clip(request: ReceivedRequest) -> StubResponse:
        if request.target.endswith("/content") or request.target.startswith("/clips/"):
            return StubResponse(200, CLIP, MP4)
        url = {"video_url": f"{server.url}/clips/2.mp4"} if request.target == "/videos/video_2" else {}
        return StubResponse.json(job("completed", **{"id": request.target.rpartition("/")[2], **url}))

    server.respond_with(serve_clip)
    with client(server, source="either") as video_client:
        video_client.download("video_1", tmp_path / "one.mp4")
        video_client.download("video_2", tmp_path / "two.mp4")
    assert [request.target for request in server.requests][1:] == [
        "/videos/video_1/content",
        "/videos/video_2",
        "/clips/2.mp4",
    ]


def test_paid_requests_carry_the_headers_of_the_provider(server: StubServer) -> None:
    """Those that cost nothing do not."""
    dialect = evolve(BOTH, create=evolve(BOTH.create, headers={"x-num-retries": "0"}))
    server.respond_with(StubResponse.json({}, 415), StubResponse.json(job()))
    with VideoClient(dialect, base_url=server.url, api_key=KEY) as video_client:
        video_client.create("a boat")
        video_client.remix("video_1", "at night")
        video_client.retrieve("video_1")
    assert [request.headers.get("x-num-retries") for request in server.requests] == ["0", "0", "0", None]


def test_paid_operations_called_by_name_carry_them_too() -> None:
    """LiteLLM repeats a paid request by itself unless the header forbids it."""
    with serve("litellm") as served, VideoClient("litellm", base_url=served.base_url, api_key=served.api_key) as own:
        created = own.create("a boat", seconds=4)
        own.call("retrieve", created.id)
        module = importlib.import_module(load_dialect("litellm").operations["create"].module)
        (body,) = (kind for media, kind in module.BODIES.items() if media == "application/json")
        own.call("create", body=body.from_dict({"prompt": "a boat", "model": "sora-2"}))
    assert [(one.method, one.headers.get("x-litellm-num-retries")) for one in served.requests] == [
        ("POST", "0"),
        ("GET", None),
        ("POST", "0"),
    ]


def test_without_a_content_operation_the_url_is_used_and_remembered(server: StubServer, tmp_path: Path) -> None:
    """404 for the content of a completed job that has a URL: there is no such operation here."""

    def serve_clip(request: ReceivedRequest) -> StubResponse:
        if request.target.endswith("/content"):
            return StubResponse.json({"error": {"message": "no such page"}}, 404)
        if request.target.startswith("/clips/"):
            return StubResponse(200, CLIP, MP4)
        return StubResponse.json(job("completed", video_url=f"{server.url}/clips/1.mp4"))

    server.respond_with(serve_clip)
    with client(server, source="endpoint") as video_client:
        assert video_client.download("video_1", tmp_path / "one.mp4").bytes == len(CLIP)
        assert [request.target for request in server.requests] == [
            "/videos/video_1/content",
            "/videos/video_1",
            "/clips/1.mp4",
        ]
        server.requests.clear()
        video_client.download("video_1", tmp_path / "two.mp4")
        assert [request.target for request in server.requests] == ["/videos/video_1", "/clips/1.mp4"]


def test_after_a_dead_url_the_content_operation_is_used_and_remembered(server: StubServer, tmp_path: Path) -> None:
    """The other way round: the URL is forbidden, twice; the operation has the clip."""

    def serve_clip(request: ReceivedRequest) -> StubResponse:
        if request.target.endswith("/content"):
            return StubResponse(200, CLIP, MP4)
        if request.target.startswith("/clips/"):
            return StubResponse.json({"error": {"message": "expired"}}, 403)
        return StubResponse.json(job("completed", video_url=f"{server.url}/clips/1.mp4"))

    server.respond_with(serve_clip)
    with client(server, source="either") as video_client:
        video_client.download("video_1", tmp_path / "one.mp4")
        server.requests.clear()
        video_client.download("video_1", tmp_path / "two.mp4")
        assert [request.target for request in server.requests] == ["/videos/video_1/content"]


@pytest.mark.parametrize("source", ["endpoint", "either"])
def test_neither_way_ends_in_the_error_it_is(server: StubServer, tmp_path: Path, source: str) -> None:
    """No going round in circles."""

    def nothing(request: ReceivedRequest) -> StubResponse:
        if request.target == "/videos/video_1":
            return StubResponse.json(job("completed", video_url=f"{server.url}/clips/1.mp4"))
        return StubResponse.json({"error": {"message": "gone"}}, 404)

    server.respond_with(nothing)
    with client(server, source=source) as video_client, pytest.raises(NotFound):
        video_client.download("video_1", tmp_path / "one.mp4")
    assert len(server.requests) <= 6
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "provider",
    [
        name
        for name in sorted(videojobs_api.PROVIDERS)
        if has_common_paths(name) and load_dialect(name).create.fields == CreateFields()
    ],
)
def test_compatible_runs_on_every_provider_by_its_address_alone(provider: str, tmp_path: Path) -> None:
    """The tolerant client creates one job and downloads its clip, with every server that has the format's fields."""
    dialect = load_dialect(provider)
    with virtual_time() as clock, serve(provider, clock=clock.time, render_seconds=10.0) as served:
        base_url = served.base_url.removesuffix(dialect.base_path) + dialect.base_path
        with VideoClient("compatible", base_url=base_url, api_key=served.api_key) as video_client:
            finished = video_client.wait(
                video_client.create("a paper boat", **{**create_arguments(provider), "size": "16:9"})
            )
            assert finished.status is JobStatus.COMPLETED
            video_client.download(finished, tmp_path / "clip.mp4")
    accepted = [one for one in served.requests if one.method == "POST" and one.status < 300]
    assert len(accepted) == 1
    assert play(tmp_path / "clip.mp4").size == (1280, 720)
