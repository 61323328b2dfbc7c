"""Paths of URLs: which segments are plain words, and names for an operation that a document does not have."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from videojobs.contract.redact import redacted_text, shape

_WORD = re.compile(r"v[0-9]{1,2}|[a-z][a-z_-]{0,30}|\{[^{}]*\}")


def redacted_path(path: str, templates: Iterable[str] = ()) -> str:
    """Return the path of a URL whose segments, but plain words, are replaced by their pattern.

    Args:
        path: The path.
        templates: Paths of the document: what stands at one of their parameters is no plain word, however it looks.
    """
    parts, values = _parts(path, templates)
    return "/".join(shape(redacted_text(part)) if number in values else part for number, part in enumerate(parts))


def template_of(path: str, templates: Iterable[str] = ()) -> str:
    """Return the path of a URL with a parameter for each segment that is no plain word; see `redacted_path`."""
    parts, values = _parts(path, templates)
    names = {number: f"{{id_{count}}}" if count > 1 else "{id}" for count, number in enumerate(sorted(values), 1)}
    return "/".join(names.get(number, part) for number, part in enumerate(parts))


def parameters_of(template: str) -> list[dict[str, Any]]:
    """Return the parameters that a path template names, as a document writes them."""
    names = re.findall(r"\{([^{}]*)\}", template)
    return [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names]


def id_of(method: str, template: str) -> str:
    """Return an operationId for a method and a path template."""
    words = re.findall(r"[A-Za-z0-9]+", template)
    return method.lower() + "".join(word[:1].upper() + word[1:] for word in words)


def _parts(path: str, templates: Iterable[str]) -> tuple[list[str], set[int]]:
    """Return the segments of a path, and the numbers of those that are values."""
    parts = path.partition("?")[0].split("/")
    values = {number for number, part in enumerate(parts) if part and not _WORD.fullmatch(part)}
    words: set[int] = set()
    for template in templates:
        wanted = template.strip("/").split("/")
        for start in range(len(parts) - len(wanted) + 1):
            pairs = list(enumerate(zip(wanted, parts[start:], strict=False), start))
            if all(want == part or "{" in want for _, (want, part) in pairs):
                values.update(number for number, (want, part) in pairs if "{" in want and part)
                words.update(number for number, (want, _) in pairs if "{" not in want)
    return parts, values - words
