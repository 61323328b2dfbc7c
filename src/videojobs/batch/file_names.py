"""Check the names of the files of a batch."""

from __future__ import annotations

import re

from videojobs.errors import InvalidRequest, printable

DATABASE, MANIFEST, UNRECORDED = "batch.sqlite", "manifest.jsonl", "batch.unrecorded"
_MAX_NAME_BYTES = 200
# Names that Windows reserves for devices, with any extension:
# https://learn.microsoft.com/en-us/windows/win32/fileio/naming-a-file
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)
_FORBIDDEN = re.compile(r'[/\\:*?"<>|\x00-\x1f\x7f]')
_TEMPORARY = (".part", ".part.json", ".part.json.new", ".lock", ".new")


def file_name(number: int, output: str | None) -> str:
    """Return the name of the file of a line: that of the line, with ``.mp4`` if it has no extension, or its number.

    Raises:
        InvalidRequest: It leads out of the folder, or is not a name on all systems, or belongs to the batch itself.
    """
    if output is None:
        return f"{number:05d}.mp4"
    if (
        _FORBIDDEN.search(output)
        or output[:1] in ("", ".", " ")
        or output[-1] in (".", " ")
        or not output.isprintable()
    ):
        raise InvalidRequest(
            f"output: {printable(output, 100)!r} is not the plain name of a file: without a folder, without "
            'any of / \\ : * ? " < > |, and not beginning or ending with a dot or a space'
        )
    name = output
    if "." not in name:
        name += ".mp4"
    lower = name.lower()
    if _DEVICES.fullmatch(name) or lower.startswith((DATABASE, MANIFEST, UNRECORDED)) or lower.endswith(_TEMPORARY):
        raise InvalidRequest(f"output: {printable(output, 100)!r} is a reserved name; choose another one")
    if len(name.encode("utf-8", "surrogatepass")) > _MAX_NAME_BYTES:
        raise InvalidRequest(f"output: the name is longer than {_MAX_NAME_BYTES} bytes")
    return name
