"""Decode a job from every shape that providers send."""

from __future__ import annotations

import json
import pickle
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.jobs.stub_server import DIALECT, dialect, job
from videojobs import DecodeError, JobError, JobStatus, VideoJob, parse_job
from videojobs.dialect import Fields, Quirks
from videojobs.jobs.decoding.reconcile import reconcile

BASE = "https://api.example.com/v1"


def read(**more: Any) -> VideoJob:
    """Read a body with these fields."""
    return reconcile({"id": "video_1", **more}, DIALECT, base_url=BASE)


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ("queued", "queued"),
        ("NOT_START", "queued"),
        ("In-Progress", "in_progress"),
        ("in progress", "in_progress"),
        ("SUCCESS", "completed"),
        ("failure", "failed"),
        ("canceled", "cancelled"),
        ("deleted", "cancelled"),
        ("expired", "expired"),
        ("unknown", "unknown"),
        ("warming_up", "unknown"),
        (None, "unknown"),
        (7, "unknown"),
        ({"state": "queued"}, "unknown"),
    ],
)
def test_status_words_are_folded(sent: object, status: str) -> None:
    """Case, dashes and spaces do not matter; a word that no table lists is unknown, and is kept."""
    result = read(status=sent)
    assert result.status == status
    assert result.raw_status == (str(sent) if isinstance(sent, str | int) else None)


def test_a_dialect_may_mean_something_else_by_a_word() -> None:
    """The dialect's own words come first."""
    own = dialect(statuses={"error": "expired"})
    assert reconcile({"id": "1", "status": "ERROR"}, own).status is JobStatus.EXPIRED


@pytest.mark.parametrize(
    ("sent", "percent"),
    [
        (0, 0.0), (45, 45.0), (45.5, 45.5), ("45%", 45.0), (" 45 % ", 45.0), ("45", 45.0), (150, 100.0), (-3, 0.0),
        (0.45, 45.0), (1, 1.0), (10**400, None), (float("nan"), None), (float("inf"), None), (True, None),
        ("half", None), ("1" * 50, None), (None, None), ([], None), ("0.5%", 0.5),
    ],
)  # fmt: skip
def test_progress_is_percent_or_none(sent: object, percent: float | None) -> None:
    """Every form in use is read as 0 to 100."""
    assert read(progress=sent).progress == percent


def test_fractions_are_percent_only_where_the_provider_sends_fractions() -> None:
    """0.45 is less than one percent for everybody else; a finished job at 1 is done."""
    plain = dialect(quirks=Quirks())
    assert reconcile({"id": "1", "progress": 0.45}, plain).progress == 0.45
    assert read(progress=1, status="completed").progress == 100.0


@pytest.mark.parametrize(
    ("sent", "time"),
    [
        (1764347090, datetime(2025, 11, 28, 16, 24, 50, tzinfo=UTC)),
        (1764347090922, datetime(2025, 11, 28, 16, 24, 50, 922000, tzinfo=UTC)),
        ("1764347090", datetime(2025, 11, 28, 16, 24, 50, tzinfo=UTC)),
        ("2025-11-28T16:24:50Z", datetime(2025, 11, 28, 16, 24, 50, tzinfo=UTC)),
        ("2025-11-28T17:24:50+01:00", datetime(2025, 11, 28, 16, 24, 50, tzinfo=UTC)),
        ("2025-11-28T16:24:50", datetime(2025, 11, 28, 16, 24, 50, tzinfo=UTC)),
        ("0001-01-01T00:00:00Z", None),
        ("0001-01-01T00:00:00+14:00", None),
        (0, None), (0.0, None), ("", None), (None, None), (-5, None), (True, None), (10**30, None), (10**400, None),
        (float("nan"), None), ("soon", None), ({}, None),
    ],
)  # fmt: skip
def test_times_are_distinguished_by_their_value(sent: object, time: datetime | None) -> None:
    """Seconds, milliseconds and ISO text, always aware UTC; 0 means never."""
    assert read(created_at=sent).created_at == time


def test_completed_at_of_an_unfinished_job_is_none() -> None:
    """Some servers send the time of the last update there."""
    assert read(status="in_progress", completed_at=1764347090).completed_at is None
    assert read(status="failed", completed_at=1764347090).completed_at is not None


@pytest.mark.parametrize(
    ("sent", "seconds", "raw"),
    [
        ("8", 8.0, "8"), (8, 8.0, "8"), (8.0, 8.0, "8.0"), ("3.4", 3.4, "3.4"), ("6s", 6.0, "6s"), ("", None, ""),
        ("auto", None, "auto"), (None, None, None), (0, None, "0"), (-1, None, "-1"), ("1e9", None, "1e9"),
        (10**9, None, str(10**9)), (10**400, None, None), (True, None, None),
    ],
)  # fmt: skip
def test_seconds(sent: object, seconds: float | None, raw: str | None) -> None:
    """The length as a number, and as it was sent."""
    result = read(seconds=sent)
    assert (result.seconds, result.raw_seconds) == (seconds, raw)


@pytest.mark.parametrize(
    ("sent", "size"),
    [
        ("1280x720", (1280, 720)), ("1280*720", (1280, 720)), ("1280X720", (1280, 720)), (" 720 x 1280 ", (720, 1280)),
        ("16x9", None), ("16:9", None), ("1280P", None), ("", None), ("99999x99999", None), ("0x0", None), (5, None),
    ],
)  # fmt: skip
def test_size_is_pixels_only(sent: object, size: tuple[int, int] | None) -> None:
    """A ratio is no size; the text is kept."""
    result = read(size=sent)
    assert (result.size, result.raw_size) == (size, str(sent))


@pytest.mark.parametrize(
    ("more", "url"),
    [
        ({"video_url": "https://cdn.example/a.mp4"}, "https://cdn.example/a.mp4"),
        ({"video_url": "", "url": "https://cdn.example/b.mp4"}, "https://cdn.example/b.mp4"),
        (
            {"video_url": None, "metadata": {"url": "/v1/videos/1/content"}},
            "https://api.example.com/v1/videos/1/content",
        ),
        ({"video_url": "videos/1"}, "https://api.example.com/v1/videos/1"),
        ({"video_url": "<url>", "url": "http://cdn.example/c"}, "http://cdn.example/c"),
        ({"video_url": "//cdn.example/d"}, "https://cdn.example/d"),
        ({"video_url": "data:video/mp4;base64,AAAA"}, "data:video/mp4;base64,AAAA"),
        ({"video_url": "javascript:alert(1)"}, None),
        ({"video_url": "file:///etc/passwd"}, None),
        ({"video_url": "ftp://cdn.example/a.mp4"}, None),
        ({"video_url": "https:///a.mp4"}, None),
        ({"video_url": "http://[::1"}, None),
        ({"video_url": 5}, None),
        ({}, None),
    ],
)
def test_video_url_is_the_first_usable_one(more: dict[str, Any], url: str | None) -> None:
    """Relative ones are resolved against the base URL; only http, https and data are accepted."""
    assert read(**more).video_url == url


@pytest.mark.parametrize(
    ("sent", "error"),
    [
        (None, None), ({}, None), ("", None), (False, None), ({"code": None, "message": None}, None),
        ("out of memory", JobError(message="out of memory")),
        ({"code": "moderation_blocked", "message": "no"}, JobError(code="moderation_blocked", message="no")),
        ({"code": 500, "message": "no"}, JobError(code="500", message="no")),
        ({"message": "no"}, JobError(message="no")),
        ({"message": "no", "type": "server_error"}, JobError(message="no", extra={"type": "server_error"})),
        ([1], JobError(extra={"error": [1]})),
    ],
)  # fmt: skip
def test_error_forms(sent: object, error: JobError | None) -> None:
    """Object, text, and the ways to say that there is none."""
    assert read(error=sent).error == error


def test_the_job_may_be_wrapped() -> None:
    """The first place that holds an object with an id is the job; all of it is in raw."""
    body = {"code": "success", "message": "", "data": {"task_id": 77, "status": "done", "fps": 24}}
    result = reconcile(body, DIALECT)
    assert (result.id, result.status, result.extra, result.raw) == ("77", "completed", {"fps": 24}, body)


def test_extra_holds_every_key_that_was_not_used() -> None:
    """Unknown keys, and aliases that lost to the usual key."""
    result = read(task_id="other", url="https://a.example/", video_url="https://b.example/", quality="standard")
    assert result.extra == {"task_id": "other", "url": "https://a.example/", "quality": "standard"}


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({}, "it holds nothing"),
        ({"status": "queued"}, "'status'"),
        ({"error": {"message": "no quota", "code": "insufficient_quota"}}, "no quota (code insufficient_quota)"),
        ({"error": "bad"}, "bad"),
        ({"code": "task_not_exist", "message": "task_not_exist", "data": None}, "task_not_exist"),
        ([], "an array"), (None, "null"), ("x", "text"), (5, "a number"), ({"id": ""}, "no id"), ({"id": True}, "no id"),
    ],
)  # fmt: skip
def test_a_body_without_a_job_is_described(body: Any, words: str) -> None:
    """The message quotes the body."""
    with pytest.raises(DecodeError) as caught:
        reconcile(body, DIALECT)
    assert words in str(caught.value)


def test_reconciled_lists_every_conversion() -> None:
    """Each deviation from the plain format is one short text."""
    result = read(
        status="succeeded", progress="45%", created=1764347090922, seconds=8, size="16x9", metadata={"url": "/x.mp4"}
    )
    assert result.reconciled == (
        "status: 'succeeded' -> completed",
        "progress: '45%' -> 45.0",
        "created_at: from /created",
        "created_at: 1764347090922 ms -> 2025-11-28T16:24:50.922000+00:00",
        "completed_at: absent",
        "seconds: 8 -> 8.0",
        "size: '16x9' -> None",
        "video_url: from /metadata/url",
        "video_url: '/x.mp4' -> https://api.example.com/x.mp4",
        "model: absent",
        "metadata: kept in extra",
    )


def test_nothing_is_reconciled_in_the_plain_format() -> None:
    """The full plain object needs no reading between the lines."""
    body = job(
        status="completed", progress=100, completed_at=1773297000, expires_at=1773397000, seconds="8", size="720x1280",
        model="m", prompt="p", remixed_from_video_id=None, error=None,
    )  # fmt: skip
    assert reconcile(body, dialect(fields=Fields())).reconciled == ()


_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(min_value=-(10**400), max_value=10**400)
    | st.floats(allow_nan=False)
    | st.text()
    | st.sampled_from(
        ["45%", "8", "1280x720", "https://a.example/x", "/x", "completed", "data:,x", "http://[", "2026-01-01"]
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
_KEYS = st.sampled_from(
    "id task_id status progress created_at created completed_at expires_at seconds size video_url url metadata error "
    "remixed_from_video_id prompt model usage object data".split()
)


@given(st.dictionaries(_KEYS | st.text(max_size=8), _JSON, max_size=12))
def test_any_object_is_a_job_or_a_decode_error(body: dict[str, Any]) -> None:
    """Nothing that JSON can say makes reading crash, and every job survives pickle and to_dict."""
    try:
        result = reconcile(body, DIALECT, base_url=BASE)
    except DecodeError:
        return
    assert pickle.loads(pickle.dumps(result)) == result
    assert VideoJob.from_dict(json.loads(json.dumps(result.to_dict()))) == result
    assert isinstance(hash(result), int)
    assert len(repr(result)) < 20_000
    assert all(isinstance(text, str) for text in result.reconciled)
    assert result.progress is None or 0 <= result.progress <= 100


def test_a_remix_and_times_in_text_are_explained() -> None:
    """The id of the source has another name in the plain format; a time in seconds is plain, a text is not."""
    body = job(
        status="completed", progress=100, completed_at=1773297000, expires_at="2026-03-12T06:30:00Z", seconds="8",
        size="720x1280", model="m", prompt="p", remixed_from_video_id="video_0", error=None,
    )  # fmt: skip
    result = reconcile(body, dialect(fields=Fields()))
    assert result.reconciled == ("expires_at: '2026-03-12T06:30:00Z' -> 2026-03-12T06:30:00+00:00",)


@pytest.mark.parametrize("body", ["<html>maintenance</html>", b"<html>maintenance</html>"])
def test_a_body_that_is_no_json_is_quoted_as_text(body: str | bytes) -> None:
    """Whether it was text or bytes."""
    with pytest.raises(DecodeError, match="it starts '<html>maintenance</html>'"):
        parse_job("openai", body)


@pytest.mark.parametrize("sent", [{}, {"percent": 5}, [], [50]])
def test_a_number_that_is_an_object_or_a_list_is_none(sent: object) -> None:
    """Whatever a server puts there, the job is read."""
    result = read(progress=sent, seconds=sent, created_at=sent)
    assert (result.progress, result.seconds, result.created_at) == (None, None, None)
