"""Reading a job from a body that came some other way: a webhook, a log, a sample."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from videojobs.errors import DecodeError
from videojobs.jobs.dialects import load_dialect
from videojobs.jobs.model import VideoJob
from videojobs.jobs.reconcile import reconcile

_DEEPEST = 64


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
    _check_depth(decoded, provider)
    return reconcile(decoded, dialect, base_url=base_url)


def _decoded(body: str | bytes | bytearray, provider: str) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        start = body[:60] if isinstance(body, str) else bytes(body[:60]).decode("utf-8", "replace")
        raise DecodeError(f"the body is not JSON ({error}); it starts {start!r}", provider=provider) from None


def _check_depth(value: Any, provider: str) -> None:
    """Refuse bodies so deep that printing, comparing or pickling the job would fail later."""
    level = [value]
    for _ in range(_DEEPEST):
        level = [child for node in level for child in _children(node)]
        if not level:
            return
    raise DecodeError(f"the body is nested deeper than {_DEEPEST} levels", provider=provider)


def _children(node: Any) -> list[Any]:
    if isinstance(node, Mapping):
        return [child for child in node.values() if isinstance(child, Mapping | list)]
    return [child for child in node if isinstance(child, Mapping | list)] if isinstance(node, list) else []
