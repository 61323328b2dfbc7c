"""Reference images: which are refused, and that they are the first frame."""

from __future__ import annotations

import base64
import io
import json
from typing import Any

import anyio
import av
import pytest
from attrs import evolve
from PIL import Image

from tests.emulator.format import DIALECT, DOCUMENT
from tests.emulator.test_clips import client_of
from videojobs.dialect import Reference
from videojobs.emulator import create_app


def image(width: int = 64, height: int = 36, colour: str = "orange", form: str = "PNG") -> bytes:
    """Return an image of one colour."""
    output_file = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(output_file, form)
    return output_file.getvalue()


def data_url(content: bytes) -> str:
    """Return a ``data:`` URL."""
    return f"data:image/png;base64,{base64.b64encode(content).decode()}"


def post(app: Any, **body: Any) -> Any:
    """Return the response to a create."""

    async def send() -> Any:
        async with client_of(app) as http:
            return await http.post("/videos", **body)

    return anyio.run(send)


def app_of(*, exact_reference_size: bool = False, **changes: Any) -> Any:
    """Return an emulator that takes reference images in two fields."""
    references = (
        Reference(field="input_reference", forms=("file", "url", "file_id", "data_url")),
        Reference(field="/media/frames", forms=("data_url",), write="base64"),
    )
    create = evolve(DIALECT.create, references=references, exact_reference_size=exact_reference_size)
    return create_app(dialect=evolve(DIALECT, create=create), document=DOCUMENT, render_seconds=0, seed=1, **changes)


REQUESTS: dict[str, Any] = {
    "a file": lambda content: {"files": {"prompt": (None, "a"), "input_reference": ("a.png", content)}},
    "a data: URL": lambda content: {"json": {"prompt": "a", "input_reference": {"image_url": data_url(content)}}},
    "a data: URL in a form": lambda content: {
        "files": {"prompt": (None, "a"), "input_reference[image_url]": (None, data_url(content))}
    },
    "base64, nested": lambda content: {
        "json": {"prompt": "a", "media": {"frames": [{"image": base64.b64encode(content).decode()}]}}
    },
}


@pytest.mark.parametrize("request_with", REQUESTS.values(), ids=REQUESTS)
@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "GIF"])
def test_a_reference_image_is_the_first_frame(request_with, form):
    """However it is sent; the job's own picture follows."""
    app = app_of()
    response = post(app, **request_with(image(form=form)))
    assert response.status_code == 200, response.text

    async def clip() -> bytes:
        async with client_of(app) as http:
            return (await http.get(f"/videos/{response.json()['id']}/content")).content

    with av.open(io.BytesIO(anyio.run(clip))) as opened:
        frames = [frame.to_image() for frame in opened.decode(video=0)]
    colours = [frame.getpixel((frame.width // 2, frame.height // 2)) for frame in (frames[0], frames[-1])]
    assert max(abs(one - other) for one, other in zip(colours[0], (255, 165, 0), strict=True)) < 25
    assert max(abs(one - other) for one, other in zip(*colours, strict=True)) > 50


@pytest.mark.parametrize("request_with", REQUESTS.values(), ids=REQUESTS)
@pytest.mark.parametrize("content", [b"", b"a text", b"\x89PNG\r\n\x1a\n", b"<svg/>"])
def test_what_is_no_image_is_refused(request_with, content):
    """In the error body of the provider, which names the field; no job is started."""
    app = app_of()
    response = post(app, **request_with(content))
    error = response.json()["error"]
    assert (response.status_code, error["code"]) == (400, "invalid_image")
    assert error["param"] in ("input_reference", "media.frames")
    assert not app.jobs


@pytest.mark.parametrize("url", ["data:image/png;base64,A", "data:image/png;base64,\u00e4"])
def test_a_data_url_that_cannot_be_decoded_is_refused(url):
    """As well."""
    response = post(app_of(), json={"prompt": "a", "input_reference": {"image_url": url}})
    assert (response.status_code, response.json()["error"]["code"]) == (400, "invalid_image")


def test_urls_ids_and_videos_are_accepted():
    """The emulator fetches nothing; some servers take a video as well."""
    app = app_of()
    for reference in ({"image_url": "https://a.example/b.png"}, {"file_id": "file-1"}):
        assert post(app, json={"prompt": "a", "input_reference": reference}).status_code == 200
    reference = json.dumps({"image_url": "https://a.example/b.png"})
    video = b"\0\0\0\x20ftypisom" + bytes(20)
    assert post(app, files={"prompt": (None, "a"), "input_reference": ("a.mp4", video)}).status_code == 200


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_an_image_of_another_size_is_refused_where_the_provider_does_so(form):
    """In the words of the servers that do; elsewhere it is accepted."""
    for is_exact, sides, status in ((True, (720, 1280), 200), (True, (1280, 720), 400), (False, (1280, 720), 200)):
        app = app_of(exact_reference_size=is_exact)
        response = post(app, **REQUESTS["a file"](image(*sides, form=form)))
        assert response.status_code == status
    message = "Inpaint image must match the requested width and height"
    error = post(app_of(exact_reference_size=True), **REQUESTS["a file"](image())).json()["error"]
    assert (error["message"], error["param"]) == (message, "input_reference")


def test_any_file_is_accepted_where_any_id_is():
    """Test suites that use any id use any bytes as well."""
    app = app_of(unknown_ids="create")
    assert post(app, files={"prompt": (None, "a"), "input_reference": ("a.png", b"any")}).status_code == 200


def test_a_large_image_is_kept_small():
    """A job has no more of it than can be seen."""
    app = app_of()
    assert post(app, **REQUESTS["a file"](image(3000, 2000))).status_code == 200
    with Image.open(io.BytesIO(app.jobs[0].scenes[0].image)) as kept:
        assert kept.size == (1280, 853)
