"""Each request that the client can send to a provider."""

from __future__ import annotations

import base64
import struct
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any

import httpx

from tests.create_arguments import create_arguments
from videojobs import Capabilities, VideoClient, VideoJob, capabilities
from videojobs.dialect import Role
from videojobs.emulator import serve
from videojobs.jobs.registry import load_dialect

PROMPT = "A paper boat crosses a puddle"
_PIXELS = 1280, 720


def send_all(provider: str, new_transport: Callable[[str], httpx.BaseTransport], folder: Path) -> None:
    """Call everything that a provider offers, against its emulator.

    Args:
        provider: The provider.
        new_transport: Returns the transport to send with, from the emulator's origin.
        folder: Where clips are downloaded to.
    """
    offered = capabilities(provider)
    with _client(provider, new_transport) as client:
        job = _create(client, offered)
        _read(client, offered, job, folder)
        _use_clip(client, offered, job)
        if offered.delete:
            client.delete(job)
    if load_dialect(provider).create.encoding_rejections:
        # The client sends the other encoding when one is refused.
        for encoding in offered.encodings:
            with _client(provider, new_transport, only_encoding=encoding) as client:
                client.create(PROMPT, **create_arguments(provider))


@contextmanager
def _client(
    provider: str, new_transport: Callable[[str], httpx.BaseTransport], **settings: Any
) -> Iterator[VideoClient]:
    with serve(provider, render_seconds=0, **settings) as served:
        transport = new_transport(f"http://{served.host}:{served.port}/")
        where = {"base_url": served.base_url, "api_key": served.api_key}
        with httpx.Client(transport=transport) as http, VideoClient(provider, **where, http_client=http) as client:
            yield client


def _create(client: VideoClient, offered: Capabilities) -> VideoJob:
    arguments = create_arguments(offered.provider)
    client.create(PROMPT, **{name: value for name, value in arguments.items() if name == "model"})
    for form in offered.references:
        client.create(PROMPT, **arguments, input_reference=_reference(form))
    for seconds in offered.seconds:
        client.create(PROMPT, **{**arguments, "seconds": seconds})
    for size in offered.sizes:
        client.create(PROMPT, **{**arguments, "size": size})
    return client.wait(client.create('日本 "q"\r\n', **arguments))


def _read(client: VideoClient, offered: Capabilities, job: VideoJob, folder: Path) -> None:
    client.retrieve(job)
    for variant in offered.variants:
        client.download(job, folder / f"{offered.provider}.{variant}", variant=variant)
    if offered.list:
        list(islice(client.list(limit=1, order="asc"), 3))
        list(client.list(after=job.id))


def _use_clip(client: VideoClient, offered: Capabilities, job: VideoJob) -> None:
    clip = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom"
    if offered.remix:
        client.remix(job, "At night")
    if "edit" in offered.operations:
        client.edit(job, "At night")
        if _takes_files(offered.provider, "edit"):
            client.edit(clip, "At night")
    if "extend" in offered.operations:
        client.extend(job, "It sinks", seconds=4)
        if _takes_files(offered.provider, "extend"):
            client.extend(clip, "It sinks", seconds=4)
    if "create_character" in offered.operations:
        client.retrieve_character(client.create_character("Bo", clip))


def _takes_files(provider: str, role: Role) -> bool:
    """Whether an operation's document has a form: JSON carries no file."""
    bodies = import_module(load_dialect(provider).operations[role].module).BODIES
    return "multipart/form-data" in bodies


def _reference(form: str) -> Any:
    references = {
        "file": png(*_PIXELS),
        "url": "https://images.test/cat.png",
        "file_id": "file-123",
        "data_url": f"data:image/png;base64,{base64.b64encode(png(*_PIXELS)).decode()}",
    }
    return references[form]


def png(width: int, height: int) -> bytes:
    """Return a black image."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = (b"IHDR", header), (b"IDAT", zlib.compress(bytes((width + 1) * height))), (b"IEND", b"")
    parts = [
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)
