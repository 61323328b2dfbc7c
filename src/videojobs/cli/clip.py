"""The values of a new job, as the command line has them: prompt, fields, and the file for the clip."""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
import unicodedata
from pathlib import Path
from typing import Any

from videojobs.cli.connection import provider_dialect
from videojobs.cli.shared_options import ClipOptions, ServerOptions
from videojobs.client import VideoClient
from videojobs.dialect import Dialect
from videojobs.errors import DownloadError, InvalidRequest, printable
from videojobs.jobs.create.options import CreateOptions
from videojobs.jobs.download.partial_file import check_path

_MAX_SLUG = 40
_MAX_PROMPT = 1_000_000


def read_prompt(prompt: str, server: ServerOptions) -> str:
    """Return the prompt, read from standard input if it is ``-``.

    Raises:
        InvalidRequest: The key is read from there, too, or the input is not text, or too long.
    """
    if prompt != "-":
        return prompt
    if server.key_file == "-":
        raise InvalidRequest("PROMPT and --key-file are both -: only one can be read from standard input")
    try:
        text = sys.stdin.read(_MAX_PROMPT + 1)
    except ValueError as error:
        raise InvalidRequest(f"PROMPT: standard input is not text: {error}") from None
    if len(text) > _MAX_PROMPT:
        raise InvalidRequest(f"PROMPT: standard input has more than {_MAX_PROMPT:,} characters")
    return text.strip()


def create_options(clip: ClipOptions, server: ServerOptions) -> CreateOptions:
    """Return the keyword arguments of `VideoClient.create`.

    Raises:
        InvalidRequest: A further field has no ``=``, appears twice, or has an option of its own.
        ConfigurationError: There is no such provider.
    """
    return {
        "model": clip.model,
        "seconds": clip.seconds,
        "size": clip.size,
        "input_reference": clip.image,
        "extra": _extra(clip.extra or [], provider_dialect(server)),
    }


def _extra(assignments: list[str], dialect: Dialect) -> dict[str, Any] | None:
    fields: dict[str, Any] = {}
    names = dialect.create.fields
    options = {names.prompt: "PROMPT", names.model: "--model", names.seconds: "--seconds", names.size: "--size"}
    images = {reference.field for reference in dialect.create.references}
    for assignment in assignments:
        name, equals, text = assignment.partition("=")
        if not name or not equals:
            raise InvalidRequest(f"--extra {printable(assignment, 100)!r}: write FIELD=VALUE")
        if name in fields:
            raise InvalidRequest(f"--extra {printable(name, 100)!r} is there twice")
        try:
            fields[name] = json.loads(text)
        except (ValueError, RecursionError):
            fields[name] = text
        option = options.get(name)
        if name in images and isinstance(fields[name], str):
            option = "--image"  # it sends an id, a URL or a file as the provider takes it; JSON is sent as it is
        if option is not None:
            raise InvalidRequest(f"--extra {printable(name, 100)}: pass {printable(text, 100)} as {option} instead")
    return fields or None


def clip_path(file: str | None, prompt: str, clip: ClipOptions, client: VideoClient) -> Path:
    """Return the path for the clip: that of ``--output``, or in the folder that it names.

    Without a file name, the name has a digest of the provider, its address and all values, so that the same command is
    always about the same file.

    Raises:
        InvalidRequest: No file can be written there.
    """
    path = Path(file or "")
    if not file or os.path.isdir(path) or file.endswith(("/", os.sep)):
        path /= _file_name(prompt, clip, client)
    return checked_path(path)


def checked_path(path: Path) -> Path:
    """Return the path, if a file can be written there.

    Raises:
        InvalidRequest: Its folder does not exist, or it is that of a folder or a device.
    """
    if re.match(r"[a-z][a-z0-9+.-]+:/", str(path)):  # `Path` takes one slash of the two away
        raise InvalidRequest("--output: it is a URL; `videojobs batch` alone can put clips into an object store")
    try:
        check_path(path)
    except DownloadError as error:
        raise InvalidRequest(f"--output: {error.message}") from error
    return path


def _file_name(prompt: str, clip: ClipOptions, client: VideoClient) -> str:
    values = [client.dialect.name, client.base_url, prompt, clip.model, clip.seconds, clip.size, clip.image, clip.extra]
    digest = hashlib.sha256(json.dumps(values).encode()).hexdigest()[:8]
    words = re.sub(r"[\W_]+", "-", unicodedata.normalize("NFC", prompt).lower()).strip("-")
    slug = words[:_MAX_SLUG].strip("-") or "clip"
    return f"{slug}-{digest}.mp4"
