"""Creating: one call is at most one paid job."""

from __future__ import annotations

import io
import json
import pickle
import time
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from tests.jobs.conftest import Either
from tests.jobs.stub_server import DIALECT, KEY, StubResponse, dialect, job
from videojobs import (
    AmbiguousCreate,
    ApiError,
    AuthenticationError,
    InvalidRequest,
    NotSupported,
    RateLimited,
    TransportError,
)
from videojobs.dialect import Create, Reference
from videojobs.http.types import File
from videojobs.testing import virtual_time

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40


def test_a_job_is_created(call: Either) -> None:
    """The body holds the arguments by the provider's names; 201 is a success like 200."""
    call.server.respond_with(StubResponse.json(job(), 201))
    created = call("create", "a boat", model="m", seconds=8, size=(1280, 720), extra={"fps": 24})
    assert created.id == "video_1" and created.ref.base_url == call.server.url
    (request,) = call.server.requests
    assert json.loads(request.body) == {"prompt": "a boat", "model": "m", "seconds": "8", "size": "1280x720", "fps": 24}
    assert request.headers["authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize(
    "response",
    [
        StubResponse(reset=True),
        StubResponse(200, b'{"id": "vid', {"Content-Type": "application/json"}, cut=5),
        StubResponse.json({"error": {"message": "busy"}}, 500),
        StubResponse.json({"error": {"message": "slow"}}, 408),
        StubResponse(502, b"<html>bad gateway</html>"),
        StubResponse(520, b""),
        StubResponse(200, b"<html>welcome</html>"),
        StubResponse(200, b""),
        StubResponse(204, b""),
        StubResponse.json({"error": {"message": "odd"}}),
        StubResponse.json([]),
    ],
)
def test_an_unknown_outcome_is_never_repeated(call: Either, response: StubResponse) -> None:
    """One request is sent; the error says since when to look, and how."""
    call.server.respond_with(response)
    with virtual_time(), pytest.raises(AmbiguousCreate) as caught:
        call("create", "a boat")
    assert len(call.server.requests) == 1
    error = pickle.loads(pickle.dumps(caught.value))
    assert error.started_at is not None and error.started_at in str(error)
    assert "client.list()" in str(error) and error.provider == "wired"


def test_without_a_list_the_dashboard_is_named(call: Either) -> None:
    """There must be some way to look."""
    call.dialect = dialect(operations={"create": call.dialect.operations["create"]})
    call.server.respond_with(StubResponse.json({}, 500, X_Request_Id="req_7"))
    with pytest.raises(AmbiguousCreate, match=r"dashboard of Wired.*req_7") as caught:
        call("create", "a boat")
    assert (caught.value.request_id, caught.value.status_code) == ("req_7", 500)


def test_a_refused_connection_is_tried_again_and_reported_as_not_sent(call: Either) -> None:
    """Nothing was sent, so nothing can have been started."""
    call.server.close()
    call.settings = {"base_url": "http://127.0.0.1:9"}
    with virtual_time() as clock, pytest.raises(TransportError) as caught:
        call("create", "a boat")
    assert caught.value.sent is False and len(clock.sleeps) == 2


def test_a_rate_limit_is_waited_out(call: Either) -> None:
    """429 is proof that nothing was started; the server's hint is obeyed."""
    call.server.respond_with(
        StubResponse.json({"error": {"message": "slow down"}}, 429, Retry_After="3"), StubResponse.json(job())
    )
    with virtual_time() as clock:
        assert call("create", "a boat").id == "video_1"
    assert clock.sleeps == [3.0] and len(call.server.requests) == 2


@pytest.mark.parametrize("code", ["insufficient_quota", "billing_hard_limit_reached", "insufficient_user_quota"])
def test_want_of_money_is_never_retried(call: Either, code: str) -> None:
    """Asking again cannot help."""
    call.server.respond_with(StubResponse.json({"error": {"message": "no", "code": code}}, 429))
    with virtual_time(), pytest.raises(RateLimited) as caught:
        call("create", "a boat")
    assert len(call.server.requests) == 1 and caught.value.code == code


def test_a_rate_limit_that_does_not_end_is_an_error(call: Either) -> None:
    """Three requests, no more."""
    call.server.respond_with(StubResponse.json({"message": "slow down"}, 429))
    with virtual_time(), pytest.raises(RateLimited, match="slow down"):
        call("create", "a boat")
    assert len(call.server.requests) == 3


@pytest.mark.parametrize(("status", "kind"), [(400, ApiError), (401, AuthenticationError), (422, ApiError)])
def test_a_refusal_is_an_api_error(call: Either, status: int, kind: type[ApiError]) -> None:
    """The message quotes the provider; a key that it repeats is masked."""
    call.server.respond_with(
        StubResponse.json({"detail": [{"loc": ["body", "size"], "msg": f"bad size for {KEY}"}]}, status, X=KEY)
    )
    with pytest.raises(kind, match=r"body\.size: bad size") as caught:
        call("create", "a boat")
    assert KEY.encode() not in pickle.dumps(caught.value) and len(call.server.requests) == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_of_a_create_is_not_followed(call: Either, status: int) -> None:
    """Neither the prompt nor the key goes to an address that nobody chose."""
    from tests.jobs.stub_server import serving

    with serving() as other:
        other.respond_with(StubResponse.json(job()))
        call.server.respond_with(StubResponse(status, b"", {"Location": f"{other.url}/videos"}))
        with pytest.raises(ApiError, match=f"127.0.0.1:{other.port}.*base_url"):
            call("create", "a secret boat")
        assert other.requests == [] and len(call.server.requests) == 1


@pytest.mark.parametrize("form", ["path", "str", "bytes", "stream"])
def test_a_reference_file_goes_as_multipart(call: Either, tmp_path: Path, form: str) -> None:
    """JSON cannot carry it, so the next encoding is used; the bytes arrive unchanged, also the second time."""
    path = tmp_path / "ref.png"
    path.write_bytes(PNG)
    call.server.respond_with(StubResponse.json({}, 429), StubResponse.json(job()))
    with virtual_time(), path.open("rb") as stream:
        forms: dict[str, Any] = {"path": path, "str": str(path), "bytes": PNG, "stream": stream}
        call("create", "a boat", input_reference=forms[form])
        assert not stream.closed
    for request in call.server.requests:
        assert request.headers["content-type"].startswith("multipart/form-data")
        assert (
            PNG in request.body
            and b'name="input_reference"; filename="' in request.body
            and b"image/png" in request.body
        )


def test_files_of_the_caller_stay_open(call: Either) -> None:
    """Also one that comes with its name and type."""
    stream = io.BytesIO(PNG)
    call.server.respond_with(StubResponse.json(job()))
    call("create", "a boat", input_reference=File(payload=stream, file_name="a.png", mime_type="image/png"))
    assert PNG in call.server.requests[0].body and not stream.closed


def test_a_stream_that_cannot_be_rewound_is_read_once(call: Either) -> None:
    """Both tries carry the same bytes."""

    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

    call.server.respond_with(StubResponse.json({}, 429), StubResponse.json(job()))
    with virtual_time():
        call("create", "a boat", input_reference=Pipe(PNG))
    assert [PNG in request.body for request in call.server.requests] == [True, True]


def test_a_stream_is_sent_from_its_position(call: Either) -> None:
    """What is before that is not; a stream read to its end is refused."""
    stream = io.BytesIO(b"header" + PNG)
    stream.seek(6)
    call.server.respond_with(StubResponse.json(job()))
    call("create", "a boat", input_reference=stream)
    assert PNG in call.server.requests[0].body and b"header" not in call.server.requests[0].body
    with pytest.raises(InvalidRequest, match="rewind"):
        call("create", "a boat", input_reference=stream)


@pytest.mark.parametrize(
    ("reference", "sent"),
    [
        ("https://x.example/a.png", {"image_url": "https://x.example/a.png"}),
        ("data:image/png;base64,AAAA", {"image_url": "data:image/png;base64,AAAA"}),
        ("file-abc123", {"file_id": "file-abc123"}),
        ({"file_id": "any"}, {"file_id": "any"}),
        (
            {"image_url": "https://x.example/a.png", "detail": "low"},
            {"image_url": "https://x.example/a.png", "detail": "low"},
        ),
    ],
)
def test_other_references_are_objects(call: Either, reference: object, sent: dict[str, str]) -> None:
    """URL, data URL and file id as the format writes them."""
    call.server.respond_with(StubResponse.json(job()))
    call("create", "a boat", input_reference=reference)
    assert json.loads(call.server.requests[0].body)["input_reference"] == sent


def test_a_reference_is_converted_to_a_form_that_the_provider_takes(call: Either) -> None:
    """A data URL becomes a file, a file becomes a data URL."""
    call.server.respond_with(StubResponse.json(job()))
    call.dialect = dialect(
        create=Create(encodings=("multipart",), references=(Reference(field="image", forms=("file",)),))
    )
    call("create", "a boat", input_reference="data:image/png;base64,iVBORw0KGgo=")
    assert b"\x89PNG\r\n\x1a\n" in call.server.requests[0].body and b'name="image"' in call.server.requests[0].body
    call.dialect = dialect(
        create=Create(encodings=("json",), references=(Reference(field="image", forms=("data_url",)),))
    )
    call.server.respond_with(StubResponse.json(job()))
    call("create", "a boat", input_reference=b"\x89PNG\r\n\x1a\n")
    assert json.loads(call.server.requests[0].body)["image"] == {"image_url": "data:image/png;base64,iVBORw0KGgo="}


@pytest.mark.parametrize(
    "wrong",
    [
        {"prompt": ""}, {"prompt": "  "}, {"prompt": 5}, {"prompt": "\ud800"}, {"model": 5}, {"seconds": True},
        {"seconds": 0}, {"seconds": float("nan")}, {"seconds": ""}, {"seconds": []}, {"size": (1280,)}, {"size": ""},
        {"size": (0, 5)}, {"size": 720}, {"extra": {"prompt": "other"}}, {"input_reference": "nowhere.png"},
        {"input_reference": Path("nowhere.png")}, {"input_reference": Path()}, {"input_reference": b""},
        {"input_reference": 5}, {"input_reference": io.StringIO("x")}, {"input_reference": "a" * 5000},
        {"input_reference": "data:nothing"}, {"extra": {"a": float("nan")}}, {"extra": {"a": object()}},
        {"extra": {"a": "\ud800"}}, {"input_reference": {"image_url": b"x"}},
        {"seconds": 10**400}, {"extra": [1]}, {"extra": "a=1"}, {"extra": {5: 1}},
    ],
)  # fmt: skip
def test_what_no_provider_can_take_is_refused_before_anything_is_sent(call: Either, wrong: dict[str, Any]) -> None:
    """Nothing was sent, nothing was paid."""
    if wrong.get("input_reference") == "data:nothing":
        call.dialect = dialect(
            create=Create(encodings=("multipart",), references=(Reference(field="i", forms=("file",)),))
        )
    with pytest.raises(InvalidRequest):
        call("create", **{"prompt": "a boat", **wrong})
    assert call.server.requests == []


def test_a_form_that_the_provider_does_not_take_is_named(call: Either) -> None:
    """So is what it does take."""
    call.dialect = dialect(create=Create(references=(Reference(field="image", forms=("file_id", "url")),)))
    with pytest.raises(InvalidRequest, match="takes the id of an uploaded file or an http"):
        call("create", "a boat", input_reference=b"123")
    call.dialect = dialect(create=Create(encodings=("json",), references=(Reference(field="image", forms=("file",)),)))
    with pytest.raises(InvalidRequest, match="takes application/json to create a job, which cannot carry a file"):
        call("create", "a boat", input_reference=b"123")
    call.dialect = dialect(create=Create())
    with pytest.raises(InvalidRequest, match="no reference"):
        call("create", "a boat", input_reference=b"123")


def test_remix_is_as_careful_as_create(call: Either) -> None:
    """It costs money too."""
    call.server.respond_with(StubResponse.json(job("queued", id="video_2", remixed_from_video_id="video_1")))
    assert call("remix", "video_1", "at night").is_remix
    assert call.server.requests[0].target == "/videos/video_1/remix"
    assert json.loads(call.server.requests[0].body) == {"prompt": "at night"}
    call.server.respond_with(StubResponse.json({}, 503))
    with virtual_time(), pytest.raises(AmbiguousCreate) as caught:
        call("remix", "video_1", "at night")
    assert len(call.server.requests) == 1 and caught.value.ref is not None and caught.value.ref.id == "video_1"


def test_an_unsupported_operation_lists_the_supported_ones(call: Either) -> None:
    """The provider is named, and its operations."""
    call.dialect = dialect(operations={"create": call.dialect.operations["create"]})
    for name, args in (("remix", ("video_1", "x")), ("list", ()), ("delete", ("video_1",)), ("wait", ("video_1",))):
        with pytest.raises(NotSupported, match=r"Wired has no .*it has: create"):
            call(name, *args)


def test_started_at_is_the_wall_clock(call: Either) -> None:
    """Precise to the second, in UTC."""
    call.server.respond_with(StubResponse(reset=True))
    with pytest.raises(AmbiguousCreate) as caught:
        call("create", "a boat")
    assert caught.value.started_at is not None
    assert caught.value.started_at[:10] in {
        time.strftime("%Y-%m-%d", time.gmtime(time.time() + shift)) for shift in (-5, 0)
    }


def test_an_idempotency_key_goes_out_where_the_provider_has_a_header(call: Either) -> None:
    """The same key with every try, and with a remix."""
    call.dialect = dialect(create=evolve(DIALECT.create, idempotency_header="idempotency-key"))
    call.server.respond_with(StubResponse.json({}, 429), StubResponse.json(job()))
    with virtual_time():
        call("create", "a boat", idempotency_key="order-7")
        call("remix", "video_1", "at night", idempotency_key="order-8")
        call("create", "a boat")
    keys = [request.headers.get("idempotency-key") for request in call.server.requests]
    assert keys == ["order-7", "order-7", "order-8", None]
    for wrong in ("", "a b", "a\nb", "é", "k" * 256):
        with pytest.raises(InvalidRequest, match="idempotency_key"):
            call("create", "a boat", idempotency_key=wrong)
    assert len(call.server.requests) == 4


def test_an_idempotency_key_that_would_be_ignored_is_refused(call: Either) -> None:
    """Its caller relies on it when they repeat the call."""
    for name, arguments in (("create", ("a boat",)), ("remix", ("video_1", "at night"))):
        with pytest.raises(InvalidRequest, match="documents no header"):
            call(name, *arguments, idempotency_key="order-7")
    assert call.server.requests == []


@pytest.mark.parametrize("value", [object(), b"bytes", {1, 2}])
def test_a_value_that_no_encoding_carries_is_refused(call: Either, value: object) -> None:
    """Before anything is sent, and with its type."""
    call.server.respond_with(StubResponse.json(job()))
    with pytest.raises(InvalidRequest, match=f"{type(value).__name__} is no JSON value"):
        call("create", "a boat", extra={"key": {"nested": value}})
    assert call.server.requests == []


def test_an_error_without_a_message_shows_its_body(call: Either) -> None:
    """Else its text would be the status alone; a page is not shown."""
    call.server.respond_with(StubResponse.json({"wrong": "size"}, 400))
    with pytest.raises(ApiError, match=r'HTTP 400: .*"wrong": "size"'):
        call("create", "a boat")
    call.server.respond_with(StubResponse(400, b"<html>Bad Request</html>"))
    with pytest.raises(ApiError) as caught:
        call("create", "a boat")
    assert str(caught.value) == "POST /videos answered HTTP 400"


@pytest.mark.parametrize("text", ["http://images.example/a.png", "HTTPS://images.example/a.png"])
def test_an_address_of_an_image_is_sent_as_it_is(call: Either, text: str) -> None:
    """Not looked for on the disk."""
    call.server.respond_with(StubResponse.json(job()))
    call("create", "a boat", input_reference=text)
    assert json.loads(call.server.requests[0].body)["input_reference"] == {"image_url": text}


def test_a_reference_whose_encoding_the_provider_does_not_take_is_refused(call: Either) -> None:
    """Even if its form is listed."""
    references = (Reference(field="image", forms=("url",), encodings=("multipart",)),)
    call.dialect = dialect(create=Create(encodings=("json",), references=references))
    with pytest.raises(InvalidRequest, match="input_reference"):
        call("create", "a boat", input_reference="https://images.example/a.png")
    assert call.server.requests == []


@pytest.mark.parametrize("kind", ["bytes", "stream", "file", "stream at its end"])
def test_an_empty_reference_is_refused(call: Either, tmp_path: Path, kind: str) -> None:
    """Before it is paid for: the server would render without it, or refuse."""
    path, read = tmp_path / "empty.png", io.BytesIO(b"\x89PNG")
    path.write_bytes(b"")
    read.read()
    empty: dict[str, Any] = {
        "bytes": b"",
        "stream": io.BytesIO(),
        "file": path,
        "stream at its end": read,
    }
    call.server.respond_with(StubResponse.json(job()))
    with pytest.raises(InvalidRequest, match="empty"):
        call("create", "a boat", input_reference=empty[kind])
    assert call.server.requests == []


@pytest.mark.parametrize("text", ["x" * 5000, "a\0b", "a\0b.png"])
def test_a_reference_that_no_file_can_have_as_name_is_refused(call: Either, text: str) -> None:
    """As any text that is no file, no URL and no id."""
    call.server.respond_with(StubResponse.json(job()))
    with pytest.raises(InvalidRequest, match="no existing file"):
        call("create", "a boat", input_reference=text)
    assert call.server.requests == []
