"""Sizes and lengths that are words: accepted where the document takes any text, and only there."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.clips import play
from tests.create_arguments import create_fields
from tests.emulator.invented import DIALECT, DOCUMENT
from videojobs import InvalidRequest
from videojobs.emulator import in_process
from videojobs.emulator.in_process import InProcessEmulator

DEFAULT = (720, 1280)
SIZES = {
    "1080p": (1920, 1080),
    "720P": (1280, 720),
    "1280P": (2276, 1280),
    "4K": (3840, 2160),
    "2k": (2560, 1440),
    "16:9": (1280, 720),
    "9x16": (720, 1280),
    "1920*1080": (1920, 1080),
    "portrait": (720, 1280),
    "auto": DEFAULT,
    "adaptive": DEFAULT,
}
IN_PIXELS = {"640x480": (640, 480), "640X480": (640, 480)}
FREE = ["apifox", "cometapi", "compatible", "litellm", "newapi", "poe"]


def create(emulator: InProcessEmulator, provider: str, **fields: str) -> httpx.Response:
    """Send a request that starts a job."""
    body = {**create_fields(provider, "a boat"), **fields}
    headers = {"authorization": f"Bearer {emulator.api_key}"}
    encoding = emulator.app.settings.dialect.create.encodings[0]
    content: dict[str, Any] = {"json": body}
    if encoding != "json":
        content = {"files": {name: (None, str(value)) for name, value in body.items()}}
    dialect = emulator.app.settings.dialect
    path = emulator.app.base_path.removesuffix(dialect.base_path) + dialect.operations["create"].path
    with httpx.Client(transport=emulator.transport(), base_url="http://a.test") as http:
        return http.post(path, headers={**headers, **dialect.create.headers}, **content)


@pytest.mark.parametrize("provider", FREE)
def test_a_size_of_any_text_is_rendered(provider: str) -> None:
    """In a sensible size, and the job repeats the text; what are sides but no size of a clip is refused."""
    with in_process(provider) as emulator:
        for size, pixels in {**SIZES, **IN_PIXELS}.items():
            response = create(emulator, provider, size=size)
            assert response.is_success, response.text
            parameters = emulator.jobs[-1].parameters
            assert (parameters.size, parameters.pixels) == (size, pixels)
        for size in ("0x0", "9999x9999", "8x4096", "9p", "9999p", "100000x100000", "123456p", f"1x{'9' * 5000}"):
            assert create(emulator, provider, size=size).status_code == 400, size


@pytest.mark.parametrize("provider", ["sglang", "vllm-omni", "openai", "azure"])
def test_other_servers_take_pixels_alone(provider: str) -> None:
    """By the document's pattern or list, or because the real server refuses the rest."""
    with in_process(provider) as emulator:
        for size in SIZES.keys() - {"9x16"}:  # which could be pixels
            assert create(emulator, provider, size=size).status_code in (400, 422), size
        assert emulator.jobs == []
    if provider == "sglang":
        with in_process(provider) as emulator:
            assert [create(emulator, provider, size=size).status_code for size in IN_PIXELS] == [200, 200]
            assert create(emulator, provider, size="1080p").json().keys() == {"detail"}
            with pytest.raises(InvalidRequest, match=r"1080p.* width and height"):
                emulator.client().create("a boat", size="1080p")
            emulator.client().create("a boat", size="16:9")
            assert [job.parameters.size for job in emulator.jobs][-1] == "1280x720"


def test_a_clip_of_a_word_plays(tmp_path: Path) -> None:
    """It has the size that the word names."""
    with in_process("compatible") as emulator:
        emulator.client().render("a boat", tmp_path / "boat.mp4", size="240p")
    assert play(tmp_path / "boat.mp4").size == (426, 240)


def free_text() -> dict[str, Any]:
    """Return a document of one's own, which takes any text as size and length."""
    document = copy.deepcopy(DOCUMENT)
    operation = document["paths"]["/api/clips"]["post"]
    (media,) = operation["requestBody"]["content"].values()
    media["schema"]["properties"] |= {"size": {"type": "string"}, "seconds": {"type": "string"}}
    return document


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"size": "1080p"}, (1920, 1080)),
        ({"size": "anything"}, DEFAULT),
        ({"size": "x" * 5000}, DEFAULT),
        ({"seconds": "auto"}, 4.0),
        ({"seconds": "Auto"}, 4.0),
        ({"seconds": "6s"}, 6.0),
        ({"seconds": "soon"}, None),
        ({"seconds": "0"}, None),
        ({"size": "0x0"}, None),
    ],
)
def test_a_document_of_ones_own(fields: dict[str, str], expected: Any) -> None:
    """Its schema decides; `auto` is the usual length."""
    with in_process("free", dialect=DIALECT, document=free_text()) as emulator:
        headers = {"x-token": emulator.api_key}
        with httpx.Client(transport=emulator.transport(), base_url="http://a.test", headers=headers) as http:
            response = http.post("/api/clips", json={"prompt": "a boat", **fields})
        jobs = emulator.jobs
    if expected is None:
        assert (response.status_code, jobs) == (422, [])
    else:
        assert response.status_code == 202, response.text
        assert expected in (jobs[0].parameters.pixels, jobs[0].parameters.seconds)
