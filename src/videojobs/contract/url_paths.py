"""Tell plain words from ids in the path of a URL, to redact it or to make a template of it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from videojobs.contract.redact import id_pattern, redacted_text

_WORD = re.compile(r"v[0-9]{1,2}|[a-z][a-z_-]{0,30}|\{[^{}]*\}")


def redacted_path(path: str, templates: Iterable[str] = ()) -> str:
    """Return the path of a URL with each segment that is no plain word replaced by its pattern.

    Args:
        path: The path.
        templates: Path templates of the document: a segment at one of their parameters is an id, however it looks.
    """
    segments, ids = _split(path, templates)
    for number in ids:
        segments[number] = id_pattern(redacted_text(segments[number]))
    return "/".join(segments)


def template_of(path: str, templates: Iterable[str] = ()) -> str:
    """Return the path of a URL with a parameter for each segment that is no plain word; see `redacted_path`."""
    segments, ids = _split(path, templates)
    for count, number in enumerate(sorted(ids), 1):
        segments[number] = "{id}" if count == 1 else f"{{id_{count}}}"  # names must differ within a template
    return "/".join(segments)


def _split(path: str, templates: Iterable[str]) -> tuple[list[str], set[int]]:
    """Return the segments of a path, and the numbers of those that are ids."""
    segments = path.partition("?")[0].split("/")
    ids = {number for number, segment in enumerate(segments) if segment and not _WORD.fullmatch(segment)}
    words: set[int] = set()
    for template in templates:
        parts = template.strip("/").split("/")
        for start in range(len(segments) - len(parts) + 1):
            pairs = list(enumerate(zip(parts, segments[start:], strict=False), start))
            # A template may match anywhere: relays mount the API below a path of their own.
            if all(part == segment or "{" in part for _, (part, segment) in pairs):
                ids.update(number for number, (part, segment) in pairs if "{" in part and segment)
                words.update(number for number, (part, _) in pairs if "{" not in part)
    return segments, ids - words
