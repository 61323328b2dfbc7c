"""Reading a job from a body that came some other way: a webhook, a log, a sample."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from videojobs.errors import DecodeError
from videojobs.jobs.decoding.reconcile import reconcile
from videojobs.jobs.model.video_job import VideoJob
from videojobs.jobs.registry import load_dialect

_DEEPEST = 64
_FLAT = frozenset({str, int, float, bool, type(None)})


def parse_job(provider: str, body: Mapping[str, Any] | str | bytes, *, base_url: str | None = None) -> VideoJob:
    """Read a job from the body of an answer or of a webhook.

    Args:
        provider: Name of the provider that sent it.
        body: The JSON, as text, bytes or decoded.
        base_url: Where it came from: relative URLs count from here, and `VideoJob.ref` repeats it.

    Raises:
        ConfigurationError: No provider has that name.
        DecodeError: The body is not JSON, or no job is in it.
    """
    dialect = load_dialect(provider)
    decoded = _decoded(body, provider) if isinstance(body, str | bytes | bytearray) else body
    check_depth(decoded, provider)
    return reconcile(decoded, dialect, base_url=base_url)


def _decoded(body: str | bytes | bytearray, provider: str) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        start = body[:60] if isinstance(body, str) else bytes(body[:60]).decode("utf-8", "replace")
        raise DecodeError(f"the body is not JSON ({error}); it starts {start!r}", provider=provider) from None


def check_depth(value: Any, provider: str) -> None:
    """Refuse bodies so deep that printing, comparing or pickling the job would fail later.

    Raises:
        DecodeError: This is one.
    """
    level = [value]
    for _ in range(_DEEPEST):
        level = [child for node in level for child in _children(node)]
        if not level:
            return
    raise DecodeError(f"the body is nested deeper than {_DEEPEST} levels", provider=provider)


def _children(node: Any) -> list[Any]:
    """Return what may hold more; most of a job is text and numbers, told by their class without a further look."""
    if isinstance(node, Mapping):
        inner: Any = node.values()
    else:
        inner = node if isinstance(node, list) else ()
    return [child for child in inner if child.__class__ not in _FLAT and isinstance(child, Mapping | list)]
