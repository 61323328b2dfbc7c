"""Compare the ids of jobs: some gateways write the id of one job in several ways."""

from __future__ import annotations

import base64
import binascii
import re

from videojobs.dialect import Ids, IdSpelling

ROUTE = "route"
"""Placeholder of the part that says where the gateway sends requests about the job."""
_PLACEHOLDER = re.compile(r"\{([a-z]+)\}")


def is_same_job(ids: Ids, one: str, other: str) -> bool:
    """Whether two ids are of one job."""
    return one == other or (ids.spelling is not None and identity(ids, one) == identity(ids, other))


def identity(ids: Ids, job_id: str) -> str | tuple[str, ...]:
    """Return the value that all ids of a job share: for the provider's spelling, all its parts but the route."""
    if ids.spelling is None:
        return job_id
    parts = parse(ids.spelling, job_id)
    if parts is None:
        return job_id
    return tuple(value for name, value in parts.items() if name != ROUTE)


def without_route(ids: Ids, job_id: str) -> str:
    """Return the id of a job with an empty route."""
    parts = None if ids.spelling is None else parse(ids.spelling, job_id)
    if ids.spelling is None or parts is None or ROUTE not in parts:
        return job_id
    return write(ids.spelling, {**parts, ROUTE: ""})


def with_route_of(ids: Ids, job_id: str, source_id: str) -> str:
    """Return the id of a job with the route of another one, which it was started from."""
    if ids.spelling is None:
        return job_id
    parts, source = parse(ids.spelling, job_id), parse(ids.spelling, source_id)
    if parts is None or source is None:
        return job_id
    return write(ids.spelling, {**parts, ROUTE: source.get(ROUTE, "")})


def parse(spelling: IdSpelling, job_id: str) -> dict[str, str] | None:
    """Return the parts of an id, or None if it is not spelled so."""
    if not job_id.startswith(spelling.prefix):
        return None
    try:
        # Some clients and proxies replace `+` and `/`, or leave the padding out.
        encoded = job_id.removeprefix(spelling.prefix).rstrip("=").translate(str.maketrans("-_", "+/"))
        text = base64.b64decode(encoded + "=" * (-len(encoded) % 4), validate=True).decode()
    except (binascii.Error, ValueError):
        return None
    return _split(spelling.text, text)


def _split(template: str, text: str) -> dict[str, str] | None:
    """Return the parts of a text at the placeholders of a template, or None if the rest differs.

    Not by a regular expression: its time would grow with the square of the length of an id, which the server chooses.
    """
    start, *pieces = _PLACEHOLDER.split(template)  # alternately a placeholder's name, and the text that follows it
    if not text.startswith(start):
        return None
    parts: dict[str, str] = {}
    position = len(start)
    for name, following in zip(pieces[::2], pieces[1::2], strict=True):
        is_last = len(parts) == len(pieces) // 2 - 1
        end = len(text) - len(following) if is_last else text.find(following, position)
        if end < position or not text.startswith(following, end):
            return None
        parts[name] = text[position:end]
        position = end + len(following)
    return parts


def write(spelling: IdSpelling, parts: dict[str, str]) -> str:
    """Return the id with these parts."""
    text = _PLACEHOLDER.sub(lambda match: parts[match[1]], spelling.text)
    return spelling.prefix + base64.b64encode(text.encode()).decode("ascii")


def placeholders(spelling: IdSpelling) -> list[str]:
    """Return the names of the parts of an id."""
    return _PLACEHOLDER.findall(spelling.text)
