"""Jobs and errors carry the request id and the headers; each create, wait and download logs one line."""

from __future__ import annotations

import logging
import pickle
from pathlib import Path

import pytest

from tests.jobs.conftest import Either
from tests.jobs.stub_server import CLIP, KEY, StubResponse, job
from videojobs import AmbiguousCreate, ApiError, DecodeError, JobFailed, VideoJob, WaitTimeout
from videojobs.testing import virtual_time

HEADERS = {"X-Request-Id": "req_1", "X-Cost": "7", "X-Echo": KEY, "Set-Cookie": "session=s3cret"}


def response(body: object, status: int = 200) -> StubResponse:
    """Return a response with the headers."""
    made = StubResponse.json(body, status)
    made.headers.update(HEADERS)
    return made


def test_a_job_carries_its_response(call: Either) -> None:
    """From every operation that returns jobs; without cookies and the key."""
    call.server.respond_with(response(job()))
    jobs: list[VideoJob] = [call("create", "A fox"), call("retrieve", "video_1")]
    call.server.respond_with(response({"data": [job()], "has_more": False}))
    jobs += call("list")
    for item in jobs:
        assert item.response is not None
        assert (item.request_id, item.response.status_code, item.response.headers["x-cost"]) == ("req_1", 200, "7")
        assert "s3cret" not in str(item.response) and KEY not in str(item.response)
        assert pickle.loads(pickle.dumps(item)).request_id == "req_1"
        assert "req_1" not in repr(item) and "response" not in item.to_dict()
        plain = VideoJob.from_dict(item.to_dict())
        assert plain == item and plain.request_id is None and hash(plain) == hash(item)


def test_every_error_of_a_response_carries_request_id_and_headers(call: Either) -> None:
    """Also of a response that could not be decoded, or that reports a failed job."""
    for reply, error in ((response({"error": "x"}, 400), ApiError), (response([]), DecodeError)):
        call.server.respond_with(reply)
        with pytest.raises(error) as caught:
            call("retrieve", "video_1")
        assert (caught.value.request_id, caught.value.headers["x-cost"]) == ("req_1", "7")
        assert "s3cret" not in str(vars(caught.value)) and KEY not in str(vars(caught.value))
    for reply in (response([]), response({"error": "x"}, 502)):
        call.server.respond_with(reply)
        with pytest.raises(AmbiguousCreate) as ambiguous:
            call("create", "A fox")
        assert (ambiguous.value.request_id, ambiguous.value.headers["x-cost"]) == ("req_1", "7")
    call.server.respond_with(response(job("failed")))
    with pytest.raises(JobFailed) as failed:
        call("retrieve", "video_1").raise_for_failure()
    assert (failed.value.request_id, failed.value.headers["x-cost"]) == ("req_1", "7")


def test_each_create_wait_and_download_logs_one_line(
    call: Either, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """With ids and a duration; never the prompt or the key."""
    caplog.set_level(logging.INFO, "videojobs")
    with virtual_time():
        call.server.respond_with(response(job(prompt="a private fox")))
        call("create", "a private fox")
        call.server.respond_with(response(job()), response(job("completed")))
        call("wait", "video_1")
        call.server.respond_with(StubResponse(200, CLIP, {"Content-Type": "video/mp4"}))
        call("download", "video_1", path)
        call.server.respond_with(response(job()))
        with pytest.raises(WaitTimeout):
            call("wait", "video_1", timeout=5)
        call.server.respond_with(response({"error": f"{KEY} a private fox"}, 400))
        with pytest.raises(ApiError):
            call("create", "a private fox")
    lines = [record.getMessage() for record in caplog.records if record.levelno == logging.INFO]
    assert [line.split(" after ")[0] for line in lines if line.startswith("wired")] == [
        "wired create: queued",
        "wired wait: completed",
        "wired download: done",
        "wired wait: WaitTimeout",
        "wired create: ApiError",
    ]
    assert lines[0].endswith(" s (job video_1, request req_1)") and lines[4].endswith(" s (job -, request req_1)")
    assert "private" not in caplog.text and KEY not in caplog.text
