"""The emulator knows a provider by its document and dialect alone: here, by one that does not exist."""

from __future__ import annotations

import io
from typing import Any

import av
import httpx
import pytest


def start(http: httpx.Client, prompt: str = "a boat", **body: Any) -> str:
    """Start a job and return its id."""
    response = http.post("/api/clips", json={"prompt": prompt, **body})
    assert response.status_code == 202, response.text
    return response.json()["data"]["task"]["key"]


def job(http: httpx.Client, key: str) -> dict[str, Any]:
    """Ask for a job."""
    return http.get(f"/api/clips/{key}").json()["data"]


def test_a_new_job_has_the_shape_of_the_document(http):
    """Nested id, the document's status word, percent and ISO time as text, integer seconds, constants and defaults."""
    response = http.post("/api/clips", json={"prompt": "a boat", "seconds": 3})
    assert response.status_code == 202
    data = response.json()["data"]
    assert data.pop("task")["key"].startswith("video_")
    assert data == {
        "state": "waiting",
        "kind": "clip",
        "percent": "0%",
        "started": "2027-01-15T08:00:00+00:00",
        "ended": None,
        "length": 3,
        "tier": "free",
        "reason": None,
    }


def test_a_job_waits_then_runs_then_is_done(http, clock):
    """Progress rises with the clock; the end comes after render_seconds, with its time."""
    key = start(http)
    observed = []
    for _ in range(6):
        observed.append((job(http, key)["state"], job(http, key)["percent"]))
        clock.tick(2)
    assert observed == [
        ("waiting", "0%"),
        ("running", "20%"),
        ("running", "40%"),
        ("running", "60%"),
        ("running", "80%"),
        ("done", "100%"),
    ]
    assert job(http, key)["ended"] == "2027-01-15T08:00:10+00:00"


def test_the_clip_is_at_the_relative_url(http, clock):
    """The URL is in a list inside an object, is relative, and leads to a clip of the requested length and size."""
    key = start(http, seconds=3, size="96x64")
    assert "output" not in job(http, key)
    clock.tick(10)
    uri = job(http, key)["output"]["videos"][0]["uri"]
    assert uri.startswith("/")
    with av.open(io.BytesIO(http.get(uri).content)) as clip:
        video = clip.streams.video[0]
        assert (video.width, video.height) == (96, 64)
        assert clip.duration / av.time_base == pytest.approx(3, abs=0.1)


@pytest.mark.parametrize(
    ("prompt", "reason"),
    [("[[fail]] a boat", "(generation_failed)"), ("a [[fail:moderation_blocked]]", "(moderation_blocked)")],
)
def test_a_marker_makes_the_job_fail(http, clock, prompt, reason):
    """The job fails halfway with the code of its marker, in the document's word for it, and has no clip."""
    key = start(http, prompt)
    clock.tick(4)
    assert job(http, key)["state"] == "running"
    clock.tick(1)
    data = job(http, key)
    assert (data["state"], data["percent"]) == ("broken", "50%")
    assert reason in data["reason"]
    assert "output" not in data


def test_a_marker_shows_a_foreign_status_word_for_a_while(http, clock):
    """[[status:WORD]] is shown while the job renders, and not before or after."""
    key = start(http, "a boat [[status:PREPARING]]")
    observed = []
    for _ in range(3):
        observed.append(job(http, key)["state"])
        clock.tick(5)
    assert observed == ["waiting", "PREPARING", "done"]


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({}, "prompt"),
        ({"prompt": "x"}, "prompt"),
        ({"prompt": 7}, "prompt"),
        ({"prompt": None}, "prompt"),
        ({"prompt": "boat", "seconds": "3"}, "seconds"),
        ({"prompt": "boat", "seconds": True}, "seconds"),
        ({"prompt": "boat", "seconds": 10}, "seconds"),
        ({"prompt": "boat", "size": "wide"}, "size"),
        ({"prompt": "boat", "size": "9999x9999"}, "size"),
        ({"prompt": "boat", "colour": "red"}, "colour"),
    ],
)
def test_a_wrong_body_is_refused_in_the_envelope_of_the_document(http, body, named):
    """The status is one that the document names, the envelope its schema's, and the message names the field."""
    response = http.post("/api/clips", json=body)
    assert response.status_code == 422
    assert response.json().keys() == {"detail", "number"}
    assert response.json()["number"] == 422
    assert named in response.json()["detail"]


@pytest.mark.parametrize("content", [b"{", b"[1]", b'"text"', b"\xff", b"[" * 100_000])
def test_a_body_that_is_no_json_object_is_refused(http, content):
    """Broken, foreign and absurdly nested JSON is the client's fault, not a crash."""
    response = http.post("/api/clips", content=content, headers={"content-type": "application/json"})
    assert response.status_code in {400, 422}
    assert response.json()["detail"]


def test_a_media_type_that_the_document_does_not_name_is_refused(http):
    """Multipart where only JSON is documented: the error names the documented media type."""
    response = http.post("/api/clips", files={"prompt": (None, "a boat")})
    assert response.status_code == 422
    assert "send application/json" in response.json()["detail"]


def test_a_missing_body_is_refused_for_its_missing_field(http):
    """No body at all: the message names the field, not the media type."""
    response = http.post("/api/clips")
    assert response.status_code == 422
    assert "prompt: missing" in response.json()["detail"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        ({"x-token": "wrong"}, 401),
        ({"authorization": "Bearer wrong"}, 401),
        ({"authorization": "emulator-key"}, 401),
        ({"x-token": "emulator-key"}, 200),
        ({"authorization": "Bearer emulator-key"}, 200),
    ],
)
def test_only_the_key_is_accepted(invented, headers, status):
    """Each documented way to authenticate is accepted with the key, and refused without."""
    response = httpx.get(f"{invented.base_url}/api/clips?mine=true", headers=headers)
    assert response.status_code == status
    assert "detail" in response.json() or status == 200


def test_unknown_jobs_paths_and_methods(http):
    """An unknown job has the document's own status for it; unknown paths are 404, unknown methods 405 with Allow."""
    unknown = http.get("/api/clips/nobody")
    assert (unknown.status_code, unknown.json()["number"]) == (410, 410)
    assert "'nobody'" in unknown.json()["detail"]
    assert http.get("/elsewhere").status_code == 404
    wrong = http.put("/api/clips/nobody")
    assert (wrong.status_code, wrong.headers["allow"]) == (405, "DELETE, GET")


def test_list_and_query_parameters(http):
    """The array is found by its schema; query parameters are checked against theirs."""
    keys = [start(http) for _ in range(3)]
    response = http.get("/api/clips", params={"mine": "true", "limit": "2"})
    assert [item["task"]["key"] for item in response.json()["results"]] == keys[:0:-1]
    assert http.get("/api/clips").status_code == 400
    assert "limit" in http.get("/api/clips", params={"mine": "true", "limit": "abc"}).json()["detail"]


def test_delete_responds_as_documented_and_removes_the_job(http):
    """204 without a body; the job is not found afterwards; a JSON content type without a body is accepted."""
    key = start(http)
    response = http.delete(f"/api/clips/{key}", headers={"content-type": "application/json"})
    assert (response.status_code, response.content) == (204, b"")
    assert http.get(f"/api/clips/{key}").status_code == 410


def test_operations_without_a_role_respond_with_an_example(http):
    """Neutral values where the document has nothing better; a clip where it promises one."""
    assert http.get("/api/health").json() == {"up": False, "load": 0.0}
    clip = http.post("/api/now", files={"prompt": (None, "a boat"), "size": (None, "64x48"), "seconds": (None, "1")})
    assert clip.headers["content-type"] == "video/mp4"
    assert clip.content[4:8] == b"ftyp"


def test_requests_are_recorded_without_the_key(http, invented):
    """Records have the request; the key is masked."""
    response = http.post("/api/clips", json={"prompt": "a boat", "seconds": 2})
    record = invented.requests[-1]
    assert record.request_id == response.headers["x-request-id"]
    assert (record.method, record.path, record.status) == ("POST", "/api/clips", 202)
    assert (record.content_type, record.has_credential) == ("application/json", True)
    assert record.body == {"prompt": "a boat", "seconds": 2}
    assert invented.api_key not in repr(record)
