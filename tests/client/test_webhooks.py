"""Webhooks: what is signed is read, what is not is refused."""

from __future__ import annotations

import base64
import json
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks.webhooks import Webhook

from videojobs import (
    ConfigurationError,
    DecodeError,
    JobRef,
    JobStatus,
    VideoJobsError,
    WebhookRejected,
    read_webhook,
)
from videojobs.webhooks import SECRET_VARIABLE

SECRET = "whsec_" + base64.b64encode(b"a secret of a test").decode()
# As OpenAI's guide shows its events: https://developers.openai.com/api/docs/guides/webhooks
EVENT = {
    "id": "evt_1",
    "object": "event",
    "type": "video.completed",
    "created_at": 1773296991,
    "data": {"id": "video_1"},
}


def _signed(body: str, *, age: timedelta = timedelta(), secret: str = SECRET) -> dict[str, str]:
    sent_at = datetime.now(UTC) - age
    return {
        "Webhook-Id": "wh_1",
        "webhook-timestamp": str(int(sent_at.timestamp())),
        "WEBHOOK-SIGNATURE": f"v1a,AAAA {Webhook(secret).sign('wh_1', sent_at, body)}",
    }


@pytest.mark.parametrize("as_bytes", [False, True])
def test_a_signed_event_is_read(as_bytes: bool) -> None:
    """The names of headers have no case, and another version of the signature may stand beside."""
    text = json.dumps(EVENT)
    body = text.encode() if as_bytes else text
    event = read_webhook("openai", body, _signed(text), secret=SECRET, base_url="https://api.test/v1")
    assert event.ref == JobRef(provider="openai", id="video_1", base_url="https://api.test/v1")
    assert (event.status, event.type, event.id) == (JobStatus.COMPLETED, "video.completed", "wh_1")
    assert event.created_at == datetime.fromtimestamp(1773296991, UTC) and event.is_signed and event.job is None


def test_the_repr_of_an_event_has_no_prompt() -> None:
    """It may be logged."""
    body = json.dumps({"type": "video.completed", "data": {"id": "video_1", "status": "completed", "prompt": "a cat"}})
    event = read_webhook("openai", body, {}, allow_unsigned=True)
    assert event.job is not None and event.job.raw["prompt"] == event.raw["data"]["prompt"] == "a cat"
    assert "video_1" in repr(event) and "a cat" not in repr(event) and "VideoJob(" not in repr(event)


def test_the_secret_may_be_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without one, nothing is accepted, unless that is asked for."""
    text = json.dumps(EVENT)
    monkeypatch.setenv(SECRET_VARIABLE, SECRET)
    assert read_webhook("openai", text, _signed(text)).is_signed
    with pytest.raises(WebhookRejected):
        read_webhook("openai", text, {}, allow_unsigned=True)
    monkeypatch.delenv(SECRET_VARIABLE)
    with pytest.raises(ConfigurationError, match="allow_unsigned=True"):
        read_webhook("openai", text, _signed(text))
    assert not read_webhook("openai", text, {}, allow_unsigned=True).is_signed


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"webhook-signature": "v1,"},
        {"webhook-signature": "no comma"},
        {"webhook-signature": "v1,%%%"},
        {"webhook-timestamp": "yesterday"},
        {"webhook-timestamp": "nan"},
        {"webhook-timestamp": "9" * 400},
        {"webhook-id": "wh_2"},
        {"webhook-id": ""},
    ],
)
def test_a_forged_event_is_refused(headers: dict[str, str]) -> None:
    """Whatever is damaged, the error is the same, and holds nothing of the secret."""
    text = json.dumps(EVENT)
    valid = {name.lower(): value for name, value in _signed(text).items()}
    with pytest.raises(WebhookRejected) as caught:
        read_webhook("openai", text, {**valid, **headers} if headers else {}, secret=SECRET)
    assert "secret of" not in str(caught.value)
    with pytest.raises(WebhookRejected):
        read_webhook("openai", text.replace("video_1", "video_2"), valid, secret=SECRET)


@pytest.mark.parametrize("age", [timedelta(minutes=6), timedelta(minutes=-6)])
def test_an_old_event_is_refused(age: timedelta) -> None:
    """It may have been recorded and sent again."""
    text = json.dumps(EVENT)
    with pytest.raises(WebhookRejected, match="too"):
        read_webhook("openai", text, _signed(text, age=age), secret=SECRET)


@pytest.mark.parametrize("secret", ["whsec_", "whsec_%", "é"])
def test_a_secret_that_is_none_is_named(secret: str) -> None:
    """And not repeated."""
    with pytest.raises(ConfigurationError, match=r"such as whsec_\.\.\."):
        read_webhook("openai", "{}", {}, secret=secret)


def test_the_extra_is_named_where_it_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the command that installs it."""
    monkeypatch.setitem(sys.modules, "standardwebhooks.webhooks", None)
    with pytest.raises(ConfigurationError, match=r"videojobs\[webhooks\]") as caught:
        read_webhook("openai", "{}", {}, secret=SECRET)
    assert caught.value.provider == "openai"


@pytest.mark.parametrize(
    ("provider", "body", "job_id", "status"),
    [
        # https://apidoc.cometapi.com/guides/webhook-and-polling-for-video-generation
        (
            "cometapi",
            {
                "task_id": "task_1",
                "status": "completed",
                "progress": 100,
                "result": {"video_url": "https://x.test/v.mp4"},
            },
            "task_1",
            JobStatus.COMPLETED,
        ),
        # https://openrouter.ai/docs/cookbook/video-generation/video-generation-webhooks
        (
            "openrouter",
            {
                "type": "video.generation.failed",
                "created_at": "2026-11-20T10:00:00Z",
                "data": {"id": "g1", "status": "failed"},
            },
            "g1",
            JobStatus.FAILED,
        ),
        ("openai", {"type": "video.flattened", "data": {"id": "video_1"}}, "video_1", JobStatus.UNKNOWN),
        ("compatible", {"id": "video_1", "status": "failed", "error": {"message": "no"}}, "video_1", JobStatus.FAILED),
    ],
)
def test_events_of_other_shapes_name_their_job(
    provider: str, body: dict[str, Any], job_id: str, status: JobStatus
) -> None:
    """The job is in `data`, or is the body; its status is in the type or in the job."""
    event = read_webhook(provider, json.dumps(body), {}, allow_unsigned=True)
    assert (event.ref.id, event.status) == (job_id, status)
    assert (event.job is not None) == ("status" in body or "status" in body.get("data", {}))


@pytest.mark.parametrize(
    "body", ["", "[]", "null", "no JSON", "{}", '{"data": 7}', '{"data": {"id": null}}', "[" * 5000]
)
def test_a_body_that_names_no_job_is_refused(body: str) -> None:
    """After the signature was checked."""
    with pytest.raises(DecodeError):
        read_webhook("openai", body, _signed(body), secret=SECRET)


@pytest.mark.parametrize("content", [{"data": {}}, {"data": {"type": "x"}}, {"data": None}, {"object": "event"}])
def test_the_id_of_an_event_is_not_that_of_a_job(content: dict[str, Any]) -> None:
    """A job that is retrieved by it would not exist; an id beside a status, or named that of a task, is a job's."""
    body = {"id": "evt_1", "type": "video.completed", **content}
    with pytest.raises(DecodeError, match="the webhook names no job: it has the keys id, type"):
        read_webhook("openai", json.dumps(body), {}, allow_unsigned=True)
    job = {**body, "id": "video_1", "status": "failed"}
    assert read_webhook("openai", json.dumps(job), {}, allow_unsigned=True).ref.id == "video_1"
    event = read_webhook("openai", json.dumps({**body, "task_id": "task_1"}), {}, allow_unsigned=True)
    assert (event.ref.id, event.job) == ("task_1", None)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "data", "type", "status", "x"]), inner)
    ),
    max_leaves=8,
)


@given(body=JSON)
def test_any_body_is_an_event_or_an_error_of_ours(body: Any) -> None:
    """Everybody may send one, where unsigned ones are accepted."""
    try:
        event = read_webhook("compatible", json.dumps(body), {}, allow_unsigned=True)
    except VideoJobsError:
        return
    assert event.ref.id and hash(event) is not None and repr(event)
