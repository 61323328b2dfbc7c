"""Recognise that a server rejected a body for its encoding, so that the other encoding may be tried."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from videojobs.dialect import EncodingRejection
from videojobs.errors import ApiError
from videojobs.http.json_pointer import Path, follow, split
from videojobs.jobs.session import Session


def is_rejected_for_encoding(session: Session, error: ApiError) -> bool:
    """Whether a server rejected a body for its encoding before it acted on it.

    HTTP 415 says so by itself; other responses must be listed in provider.yaml. The text of a message proves nothing:
    "failed to parse the upstream's response" is sent after the job was accepted.
    """
    rejections = session.dialect.create.encoding_rejections
    return error.status_code == 415 or any(_matches(session, error, rejection) for rejection in rejections)


def _matches(session: Session, error: ApiError, rejection: EncodingRejection) -> bool:
    if error.status_code != rejection.status:
        return False
    if rejection.code:
        return session.outer_code(error) == rejection.code
    return any(_equals(value, rejection.equals) for value in _values_at(error.body, split(rejection.pointer)))


def _equals(value: Any, expected: str | tuple[str, ...]) -> bool:
    if isinstance(expected, tuple):
        return isinstance(value, list) and tuple(cast("list[object]", value)) == expected
    return bool(value == expected)


def _values_at(value: Any, path: Path) -> Iterator[Any]:
    """Yield the values at a path; a key ``*`` leads to every item of a list."""
    if "*" not in path:
        yield follow(value, path)
        return
    index = path.index("*")
    items = follow(value, path[:index])
    if isinstance(items, list):
        for item in cast("list[object]", items):
            yield from _values_at(item, path[index + 1 :])
