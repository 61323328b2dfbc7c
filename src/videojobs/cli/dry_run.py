"""``--dry-run``: run a command up to its first request, and show that instead of sending it."""

from __future__ import annotations

import json
import logging
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from email import message_from_bytes
from pathlib import Path
from typing import Any

import httpx
from attrs import asdict, frozen

from videojobs.cli.connection import ledger_path, open_client
from videojobs.cli.shared_options import OutputOptions, ServerOptions
from videojobs.cli.standard_output import Output, saved_fields
from videojobs.client import VideoClient
from videojobs.errors import ConfigurationError, printable
from videojobs.jobs.render import absolute_path
from videojobs.ledger import Ledger

_MAX_SHOWN = 300


class _NotSent(BaseException):
    """Ends the command in place of a request. Not an `Exception`: those are mapped, retried and recorded."""

    def __init__(self, request: httpx.Request) -> None:
        super().__init__("not sent")
        self.request = request


class _Unsent(httpx.BaseTransport):
    """A transport that sends nothing."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.read()
        raise _NotSent(request)


@frozen
class _File:
    """A file in the body of a request."""

    name: str
    content_type: str
    bytes: int


def show_request(
    server: ServerOptions,
    output: OutputOptions,
    send: Callable[[VideoClient], Any],
    *,
    path: Path | None = None,
    action: str = "start a paid job",
) -> None:
    """Run a command up to its first request, with a copy of the ledger, and show the request.

    Args:
        server: Where the request would go.
        output: How it is written.
        send: Sends the paid request.
        path: The file that the clip would be for.
        action: What the request would do.

    Raises:
        VideoJobsError: As the command would, before its first request.
    """
    original = ledger_path(server)
    _check_writable(original)
    logger = logging.getLogger("videojobs")
    with tempfile.TemporaryDirectory() as folder, httpx.Client(transport=_Unsent()) as http_client:
        copy = Path(folder) / "ledger.jsonl"
        if original.exists():
            shutil.copyfile(original, copy)
        with open_client(server, ledger=copy, http_client=http_client) as client:
            logger.disabled = True  # it would warn that the request was interrupted
            try:
                result = send(client)
            except _NotSent as end:
                _show(end.request, client, Output(output.as_json), _intent(end.request, original, path, action))
            else:
                _show_complete(result, Output(output.as_json))
            finally:
                logger.disabled = False


def _check_writable(ledger: Path) -> None:
    target = ledger if ledger.exists() else ledger.absolute().parent
    if not os.access(target, os.W_OK) or not ledger.absolute().parent.is_dir():
        raise ConfigurationError(
            f"the ledger {printable(str(ledger), 300)} cannot be written; pass another file as --ledger"
        )


def _intent(request: httpx.Request, ledger: Path, path: Path | None, action: str) -> dict[str, Any]:
    """Return what the command would do, by its first request."""
    if request.method == "POST":
        return {"would": "pay", "would_text": f"would {action} with this request; nothing was sent"}
    earlier = Ledger(ledger).read().requests_for(str(absolute_path(path or "")))
    job_id = earlier[-1].job_id if earlier else None
    if job_id is None:
        text = "an earlier command may have started a job: would look for it with this request, and not pay"
        return {"would": "look", "would_text": text}
    text = f"would go on with job {printable(job_id, 200)}, which is paid for, and not pay again"
    return {"would": "resume", "id": job_id, "would_text": text}


def _show_complete(result: Any, output: Output) -> None:
    fields = saved_fields(result.download)
    output.event("request", would="nothing", **fields)
    output.line(f"would do nothing: {fields['path']} is complete; --again pays for another clip")


def _show(request: httpx.Request, client: VideoClient, output: Output, intent: dict[str, Any]) -> None:
    mask = client._mask  # pyright: ignore[reportPrivateUsage]
    text = intent.pop("would_text")
    headers = {name: mask(value) for name, value in request.headers.items()}
    fields, files = _body(request)
    fields = {name: _shortened(value) for name, value in fields.items()}
    output.event(
        "request",
        **intent,
        method=request.method,
        url=str(request.url),
        headers=headers,
        fields=fields,
        files={name: asdict(file) for name, file in files.items()},
    )
    output.line(f"{request.method} {request.url}")
    for name, value in headers.items():
        output.line(f"{name}: {value}")
    output.line("")
    for name, value in fields.items():
        output.line(f"{name} = {value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}")
    for name, file in files.items():
        output.line(f"{name} = file {file.name} ({file.content_type}, {file.bytes:,} bytes)")
    output.line("")
    output.line(text)


def _body(request: httpx.Request) -> tuple[dict[str, Any], dict[str, _File]]:
    """Return the fields and the files of a body."""
    content_type = request.headers.get("content-type", "")
    if "json" in content_type:
        return json.loads(request.content), {}
    fields: dict[str, Any] = {}
    files: dict[str, _File] = {}
    for name, file_name, part_type, payload in _parts(content_type, request.content):
        if file_name is None:
            fields[name] = payload.decode("utf-8", "replace")
        else:
            files[name] = _File(file_name, part_type, len(payload))
    return fields, files


def _parts(content_type: str, content: bytes) -> Iterator[tuple[str, str | None, str, bytes]]:
    """Yield name, file name, media type and content of each part of a form."""
    if not content_type.startswith("multipart/"):
        return
    message = message_from_bytes(b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + content)
    for part in message.get_payload():
        if isinstance(part, str):
            continue
        name = str(part.get_param("name", "", "content-disposition"))
        payload = part.get_payload(decode=True)
        yield name, part.get_filename(), part.get_content_type(), payload if isinstance(payload, bytes) else b""


def _shortened(value: Any) -> Any:
    """Return a value of a body without the base64 of whole images."""
    if isinstance(value, str) and len(value) > _MAX_SHOWN and not value[:_MAX_SHOWN].count(" "):
        return f"{value[:60]}... ({len(value):,} characters)"
    if isinstance(value, dict):
        return {key: _shortened(item) for key, item in value.items()}
    return value
