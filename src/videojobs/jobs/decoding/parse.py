"""Parse a job from a body that no client received: of a webhook, a log, a sample."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from videojobs.errors import DecodeError
from videojobs.http.responses import MAX_LEVELS, is_too_deep
from videojobs.jobs.decoding.reconcile import reconcile
from videojobs.jobs.model.video_job import VideoJob
from videojobs.jobs.registry import load_dialect

if TYPE_CHECKING:
    from videojobs_api.values import ProviderName


def parse_job(
    provider: ProviderName, body: Mapping[str, Any] | str | bytes, *, base_url: str | None = None
) -> VideoJob:
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
    content: Any = body
    # A tuple: to build the union of the types for each call would take longer than the check.
    if isinstance(body, (str, bytes, bytearray)):
        content = _decode(body, provider)
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
    if is_too_deep(value):
        raise DecodeError(f"the body is nested deeper than {MAX_LEVELS} levels", provider=provider)
