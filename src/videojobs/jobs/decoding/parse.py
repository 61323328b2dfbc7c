"""Parse a job from a body that no client received: of a webhook, a log, a sample."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from videojobs.errors import DecodeError
from videojobs.jobs.decoding.reconcile import reconcile
from videojobs.jobs.model.video_job import VideoJob
from videojobs.jobs.registry import load_dialect

_MOST_LEVELS = 64
_FLAT = frozenset({str, int, float, bool, type(None)})


def parse_job(provider: str, body: Mapping[str, Any] | str | bytes, *, base_url: str | None = None) -> VideoJob:
    """Parse a job from the body of a response or of a webhook.

    Args:
        provider: Name of the provider that sent it.
        body: The JSON, as text, bytes or decoded.
        base_url: URL of the API that sent it: relative URLs are resolved against it, and `VideoJob.ref` repeats it.

    Raises:
        ConfigurationError: No provider has that name.
        DecodeError: The body is not JSON, or holds no job.
    """
    dialect = load_dialect(provider)
    content: Any = _decode(body, provider) if isinstance(body, str | bytes | bytearray) else body
    check_depth(content, provider)
    return reconcile(content, dialect, base_url=base_url)


def _decode(body: str | bytes | bytearray, provider: str) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        start = body[:60] if isinstance(body, str) else bytes(body[:60]).decode("utf-8", "replace")
        raise DecodeError(f"the body is not JSON ({error}); it starts {start!r}", provider=provider) from None


def check_depth(value: Any, provider: str) -> None:
    """Check that a body is not nested so deep that printing, comparing or pickling the job would fail later.

    Raises:
        DecodeError: It is.
    """
    level = [value]
    for _ in range(_MOST_LEVELS):
        level = [child for node in level for child in _children(node)]
        if not level:
            return
    raise DecodeError(f"the body is nested deeper than {_MOST_LEVELS} levels", provider=provider)


def _children(node: Any) -> list[Any]:
    """Return the items that may hold further items."""
    if isinstance(node, Mapping):
        items: Any = node.values()
    else:
        items = node if isinstance(node, list) else ()
    # Most items are text and numbers: their class rules them out before the slower isinstance.
    return [item for item in items if item.__class__ not in _FLAT and isinstance(item, Mapping | list)]
