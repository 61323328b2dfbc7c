"""Bodies as they leave: encodings, names, files, streams."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from email.parser import BytesParser
from pathlib import Path
from typing import Any

import pytest

from tests.raw_server import RawServer, Script, answer
from videojobs.errors import InvalidRequest
from videojobs.http.bodies import Binary, encode_body
from videojobs.http.client import AuthenticatedClient
from videojobs.http.types import File
from videojobs_api.openai import models
from videojobs_api.openai.api.videos import create_video, create_video_edit, create_video_extend, create_video_remix

Start = Callable[[Script], RawServer]
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
MP4 = b"\x00\x00\x00\x18ftypmp42" + bytes(20)


@pytest.fixture
def sent(raw_server: Start) -> Callable[..., Any]:
    """Send by an operation and return what the server got: decoded JSON, or the parts of the form."""
    server = raw_server(lambda peer, _: peer.sendall(answer(200, b"{}")))

    def send(module: Any, *path: str, **arguments: Any) -> Any:
        with AuthenticatedClient(server.url, token="x") as client:
            module.sync(*path, client=client, **arguments)
        head, _, body = server.requests[-1].partition(b"\r\n\r\n")
        kind = next(line for line in head.split(b"\r\n") if line.lower().startswith(b"content-type:"))
        if b"json" in kind:
            return json.loads(body)
        if b"chunked" in head.lower():
            body = _dechunked(body)
        return list(_parts(kind, body))

    return send


def _dechunked(body: bytes) -> bytes:
    found, rest = b"", body
    while rest:
        size, _, rest = rest.partition(b"\r\n")
        found, rest = found + rest[: int(size, 16)], rest[int(size, 16) + 2 :]
    return found


def _parts(kind: bytes, body: bytes) -> Any:
    for part in BytesParser().parsebytes(kind + b"\r\n\r\n" + body).get_payload():
        disposition: Any = part["content-disposition"]
        name = part.get_param("name", header="content-disposition")
        assert disposition.startswith("form-data")
        yield name, part.get_filename(), part["content-type"], part.get_payload(decode=True)


def test_without_a_file_json_with_nested_references(sent: Callable[..., Any]) -> None:
    """The document's JSON body is used when nothing has to be uploaded."""
    body = models.CreateVideoJsonBody(
        prompt="a cat",
        seconds=models.VideoSeconds.of("8"),
        input_reference=models.ImageRefParam2(image_url="https://example.com/cat.png"),
    )
    assert sent(create_video, body=body) == {
        "prompt": "a cat",
        "seconds": "8",
        "input_reference": {"image_url": "https://example.com/cat.png"},
    }


def test_with_a_file_multipart_with_a_real_name_and_type(sent: Callable[..., Any], tmp_path: Path) -> None:
    """Fields come first, the file last; its type is told from its bytes."""
    path = tmp_path / "cat.bin"
    path.write_bytes(PNG)
    with path.open("rb") as file:
        parts = sent(create_video, body={"input_reference": File(file, "cat.bin"), "prompt": '日本 "q"\r\n'})
    assert parts == [
        ("prompt", None, None, '日本 "q"\r\n'.encode()),
        ("input_reference", "cat.bin", "image/png", PNG),
    ]


def test_an_object_in_a_form_gets_bracketed_names(sent: Callable[..., Any]) -> None:
    """As the official SDKs send it."""
    body = models.CreateVideoMultipartBody(prompt="a", input_reference=models.ImageRefParam2(file_id="file-1"))
    assert sent(create_video, body=body) == [
        ("prompt", None, None, b"a"),
        ("input_reference[file_id]", None, None, b"file-1"),
    ]


@pytest.mark.parametrize("module", [create_video_edit, create_video_extend])
def test_a_source_video_by_id_or_as_a_file(sent: Callable[..., Any], module: Any) -> None:
    """``video[id]``, the JSON form, and an upload all work for edits and extensions."""
    extra = {"seconds": "4"} if module is create_video_extend else {}
    body = {"video": {"id": "video_1"}, "prompt": "rain", **extra}
    assert sent(module, body=body) == body
    form = sent(module, body=body, media_type="multipart/form-data")
    assert ("video[id]", None, None, b"video_1") in form
    parts = sent(module, body={**body, "video": File(io.BytesIO(MP4))})
    assert parts[-1] == ("video", "video.mp4", "video/mp4", MP4)


def test_a_shared_body_is_sent_once(sent: Callable[..., Any]) -> None:
    """Remix names one schema for JSON and for multipart; stock sends both under a JSON header."""
    body = models.CreateVideoRemixBody(prompt="snow")
    assert sent(create_video_remix, "video_1", body=body) == {"prompt": "snow"}
    assert sent(create_video_remix, "video_1", body=body, media_type="multipart/form-data") == [
        ("prompt", None, None, b"snow")
    ]


def test_extra_fields_of_every_kind_as_text(sent: Callable[..., Any]) -> None:
    """Booleans as JSON writes them, nulls left out, lists of files one part each."""
    body = {
        "prompt": "a",
        "flag": True,
        "nothing": None,
        "fps": 24,
        "frames": [File(PNG), File(PNG, "last.png")],
        "tags": ["x", "y"],
        "nested": {"a": [1, 2]},
        "objects": [{"k": 1}],
    }
    found = sent(create_video, body=body, media_type="multipart/form-data")
    assert found == [
        ("prompt", None, None, b"a"),
        ("flag", None, None, b"true"),
        ("fps", None, None, b"24"),
        ("tags", None, None, b"x"),
        ("tags", None, None, b"y"),
        ("nested[a][]", None, None, b"1"),
        ("nested[a][]", None, None, b"2"),
        ("objects", None, "application/json", b'{"k": 1}'),
        ("frames", "frames.png", "image/png", PNG),
        ("frames", "last.png", "image/png", PNG),
    ]


class Pipe(io.RawIOBase):
    """A stream of unknown length that cannot be rewound."""

    def __init__(self, data: bytes) -> None:
        self._data = io.BytesIO(data)

    def readable(self) -> bool:
        """It reads."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Give the next bytes."""
        data = self._data.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def fileno(self) -> int:
        """There is no file behind it."""
        raise OSError("a pipe of this test has no number")


def test_a_stream_of_unknown_length_is_sent_in_chunks(raw_server: Start) -> None:
    """Nothing of it is read before it is sent."""
    server = raw_server(lambda peer, _: peer.sendall(answer(200, b"{}")))
    body = {"prompt": "a", "input_reference": File(Pipe(PNG), "pipe.png", "image/png")}  # type: ignore[arg-type]
    with AuthenticatedClient(server.url, token="x") as client:
        create_video.sync(client=client, body=body)
    assert b"transfer-encoding: chunked" in server.requests[0].lower()
    assert b'filename="pipe.png"' in server.requests[0]
    assert PNG in server.requests[0]


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        (None, "body: None"),
        ("a cat", "body: a str"),
        ({"prompt": "a", "size": "1x1"}, "size: '1x1' is not allowed"),
        ({"prompt": "x" * 32001}, "prompt: 32001 characters"),
        ({"prompt": "a", "input_reference": {"image_url": "x" * 20971521}}, "input_reference.image_url: 20971521"),
    ],
)
def test_what_the_provider_does_not_take_is_refused(body: Any, wrong: str) -> None:
    """With the field, and what it may be."""
    with pytest.raises(InvalidRequest, match=wrong):
        create_video.request(body=body)


def test_a_file_where_only_json_is_taken_is_refused() -> None:
    """A file cannot be put into JSON, and is never read to be guessed at."""
    with pytest.raises(InvalidRequest, match="holds a file"):
        create_video.request(body={"prompt": "a", "input_reference": File(PNG)}, media_type="application/json")


def test_a_file_in_an_object_is_named_after_its_field(sent: Callable[..., Any]) -> None:
    """Without the brackets, which no file name has; a caller's own name is kept."""
    body = {"prompt": "a", "image": {"first": File(io.BytesIO(PNG)), "last": File(io.BytesIO(PNG), file_name="b.png")}}
    parts = sent(create_video, body=body, media_type="multipart/form-data")
    names = [(name, file_name) for name, file_name, *_ in parts[1:]]
    assert names == [("image[first]", "image.png"), ("image[last]", "b.png")]


def test_a_body_of_any_media_type_has_that_of_its_file() -> None:
    """A range such as `video/*` is none; the header of other bodies is the operation's."""
    for payload, media_type in (
        (File(io.BytesIO(MP4), mime_type="video/mp4"), "video/mp4"),
        (File(io.BytesIO(MP4)), "application/octet-stream"),
        (MP4, "application/octet-stream"),
    ):
        binary = encode_body(payload, {"video/*": File}, "video/*")
        assert isinstance(binary, Binary) and binary.media_type == media_type
        assert binary.payload is (payload.payload if isinstance(payload, File) else payload)
    fixed = encode_body("text", {"application/octet-stream": File}, "application/octet-stream")
    assert isinstance(fixed, Binary) and (fixed.payload, fixed.media_type) == (b"text", "application/octet-stream")
