"""What further providers do differently, member by member of the vocabulary."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from tests.jobs.conftest import Either
from tests.jobs.wire import CLIP, DIALECT, Answer, Wire, dialect, job
from videojobs import ApiError, ContentNotReady, InvalidRequest, JobStatus, NotFound, ServerError
from videojobs.dialect import Content, Create, ErrorFields, Quirks, Reference
from videojobs.testing import virtual_time

BROKEN = job("failed", error={"code": 500, "message": "out of memory"}, completed_at=1773297000)
BY_ERROR = dialect(quirks=Quirks(failed_job_is_http_error=True))
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.mark.parametrize("status", [400, 404, 429, 500, 503])
def test_a_failed_job_may_come_as_an_error(call: Either, status: int) -> None:
    """Once, and it is the job; a wait ends with it."""
    call.dialect = BY_ERROR
    call.wire.says(Answer.json(job("in_progress")), Answer.json(BROKEN, status))
    with virtual_time():
        found = call("wait", "video_1")
    assert (found.status, found.error.code, found.error.message) == (JobStatus.FAILED, "500", "out of memory")
    call.wire.says(Answer.json(BROKEN, status))
    assert call("retrieve", "video_1") == found
    assert len(call.wire.seen) == 1


@pytest.mark.parametrize(
    ("told", "body"),
    [(BY_ERROR, {**BROKEN, "id": "video_2"}), (BY_ERROR, {"id": "video_1"}), (BY_ERROR, []), (DIALECT, BROKEN)],
    ids=["another job", "no status", "no job", "not known to do so"],
)
def test_any_other_error_stays_one(call: Either, told: Any, body: Any) -> None:
    """It must be the job that was asked for, with a status, from a provider that is known to answer so."""
    call.dialect = told
    call.wire.says(Answer.json(body, 500))
    with virtual_time(), pytest.raises(ServerError):
        call("retrieve", "video_1")
    assert len(call.wire.seen) == 4


def test_an_unknown_job_may_have_another_status(call: Either) -> None:
    """With its code only, where that status says other things too; only of a question about a job."""
    call.dialect = dialect(errors=ErrorFields(code=("/code",), not_found_status=400, not_found_codes=("no_task",)))
    call.wire.says(Answer.json({"code": "no_task", "message": "gone"}, 400))
    with pytest.raises(NotFound):
        call("retrieve", "video_1")
    with pytest.raises(ApiError) as caught:
        call("create", "a boat")
    assert not isinstance(caught.value, NotFound)
    call.wire.says(Answer.json({"code": "bad", "message": "no"}, 400))
    with pytest.raises(ApiError) as caught:
        call("retrieve", "video_1")
    assert not isinstance(caught.value, NotFound)


def test_a_wait_survives_a_job_that_is_not_known_yet(call: Either) -> None:
    """Also where that is told by another status."""
    call.dialect = dialect(errors=ErrorFields(not_found_status=422))
    call.wire.says(Answer.json({}, 422), Answer.json({}, 422), Answer.json(job("completed")))
    with virtual_time():
        assert call("wait", "video_1").is_completed


def test_a_refusal_may_tell_where_the_clip_is(call: Either, other: Wire, path: Path) -> None:
    """It is fetched from there, without the key; a job that is not finished has no clip yet all the same."""
    call.dialect = dialect(content=Content(url_in_error=True))
    moved = Answer.json({"detail": f"The clip was moved. Use {other.url}/clip.mp4."}, 400)
    call.wire.says(moved, Answer.json(job("completed")))
    other.says(Answer(200, CLIP, {"Content-Type": "video/mp4"}))
    with virtual_time():
        call("download", "video_1", path)
    assert path.read_bytes() == CLIP
    assert [(seen.target, "authorization" in seen.headers) for seen in other.seen] == [("/clip.mp4", False)]
    call.wire.says(moved, Answer.json(job("in_progress")))
    with virtual_time(), pytest.raises(ContentNotReady):
        call("download", "video_1", path.with_name("other.mp4"))


def test_a_url_in_a_refusal_is_not_followed_unasked(call: Either, path: Path) -> None:
    """A link to the manual is no clip."""
    call.wire.says(Answer.json({"detail": "See https://example.com/clip.mp4"}, 400), Answer.json(job("completed")))
    with virtual_time(), pytest.raises(ApiError, match="See https"):
        call("download", "video_1", path)


WAYS = (
    Reference(field="input_reference", forms=("file",), encodings=("multipart",)),
    Reference(field="link", forms=("url",), encodings=("json",), write="text"),
    Reference(field="named", forms=("file_id",), write="json"),
)


def ways(*references: Reference, encodings: tuple[Any, ...] = ("json", "multipart")) -> Any:
    """Return a dialect that takes references in these ways."""
    return dialect(create=Create(encodings=encodings, references=references))


@pytest.mark.parametrize(
    ("reference", "sent"),
    [
        ("https://a.example/b.png", {"link": "https://a.example/b.png"}),
        ({"image_url": "https://a.example/b.png"}, {"link": "https://a.example/b.png"}),
        ("file-abc123", {"named": '{"file_id": "file-abc123"}'}),
        ({"file_id": "file-abc123", "kind": "start"}, {"named": '{"file_id": "file-abc123", "kind": "start"}'}),
    ],
)
def test_each_form_has_its_field_and_writing(call: Either, reference: object, sent: dict[str, str]) -> None:
    """The encoding follows from the way that is taken."""
    call.dialect = ways(*WAYS)
    call.wire.says(Answer.json(job()))
    call("create", "a boat", input_reference=reference)
    assert json.loads(call.wire.seen[0].body) == {"prompt": "a boat", **sent}


def test_a_file_goes_where_files_go(call: Either) -> None:
    """As a part of a form, though JSON is preferred otherwise; a data URL becomes one."""
    call.dialect = ways(*WAYS)
    call.wire.says(Answer.json(job()))
    for reference in (PNG, "data:image/png;base64,iVBORw0KGgo="):
        call("create", "a boat", input_reference=reference)
    for seen in call.wire.seen:
        assert b'name="input_reference"; filename=' in seen.body and PNG in seen.body


def test_an_image_may_have_to_be_bare_base64(call: Either) -> None:
    """Of a file as of a data URL, however that one was written."""
    call.dialect = ways(Reference(field="image", forms=("data_url",), write="base64"), encodings=("json",))
    call.wire.says(Answer.json(job()))
    for reference in (PNG, "data:image/png;base64,iVBORw0KGgo=", {"image_url": "data:,%89PNG%0D%0A%1A%0A"}):
        call("create", "a boat", input_reference=reference)
    assert {json.loads(seen.body)["image"] for seen in call.wire.seen} == {"iVBORw0KGgo="}


def test_what_no_way_takes_is_refused(call: Either) -> None:
    """With what is taken; nothing is sent."""
    call.dialect = ways(*WAYS[:1])
    for reference in ("https://a.example/b.png", {"image_url": "https://a.example/b.png"}, {"file_id": "file-abc123"}):
        with pytest.raises(InvalidRequest, match="takes a file"):
            call("create", "a boat", input_reference=reference)
    assert call.wire.seen == []


def test_a_reference_that_is_no_json_is_refused(call: Either) -> None:
    """Where it would have to become a text."""
    call.dialect = ways(*WAYS[2:])
    with pytest.raises(InvalidRequest, match="cannot be written as JSON"):
        call("create", "a boat", input_reference={"file_id": "file-abc123", "more": b"bytes"})
    assert call.wire.seen == []


def test_some_fields_of_a_form_are_json_text(call: Either) -> None:
    """Objects and lists only; text is taken for JSON already, and JSON bodies carry the object itself."""
    create = Create(encodings=("multipart",), json_text=("lora", "more"))
    call.dialect = dialect(create=create)
    call.wire.says(Answer.json(job()))
    extra = {"lora": {"name": "b\u00f6"}, "more": '{"a": 1}', "plain": {"b": 2}}
    call("create", "a boat", extra=extra)
    body = call.wire.seen[0].body.decode()
    assert '{"name": "b\u00f6"}' in body and '{"a": 1}' in body and 'name="plain[b]"' in body
    call.dialect = dialect(create=evolve(create, encodings=("json",)))
    call("create", "a boat", extra=extra)
    assert json.loads(call.wire.seen[1].body)["lora"] == {"name": "b\u00f6"}
