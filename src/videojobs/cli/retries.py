"""Report failed requests that a command repeats: a line at the first one, then one per minute."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from threading import Lock

from videojobs.cli.error_report import write_note
from videojobs.cli.messages import in_options
from videojobs.cli.standard_output import Output, error_fields, ref_fields
from videojobs.errors import printable
from videojobs.jobs.clock import current
from videojobs.jobs.model.results import Retry

_SECONDS_BETWEEN_NOTES = 60.0


class RetryNotes:
    """Writes failures to standard error, and as JSON Lines; ``on_retry`` of a client, which calls it in many threads.

    Args:
        output: Where JSON Lines go, or None.
    """

    def __init__(self, output: Output | None = None) -> None:
        self._output = output
        self._written_at: dict[str | None, float] = {}
        self._lock = Lock()

    def on_retry(self, retry: Retry) -> None:
        """Write the failure, unless one of this provider was written within the last minute."""
        clock, provider = current(), retry.error.provider
        with self._lock:
            now = clock.monotonic()
            if now - self._written_at.get(provider, -math.inf) < _SECONDS_BETWEEN_NOTES:
                return
            self._written_at[provider] = now
            self._write(retry, datetime.fromtimestamp(clock.time(), UTC).astimezone())

    def _write(self, retry: Retry, now: datetime) -> None:
        if self._output is not None:
            fields = error_fields(retry.error)
            del fields["exit_code"]
            if retry.ref is not None:
                fields |= ref_fields(retry.ref)
            self._output.event("retry", **fields, pause=round(retry.pause, 3), remaining=retry.remaining)
        message = printable(in_options(retry.error.message), 1_000)
        note = f"{message}; trying again in {math.ceil(retry.pause)} s"
        if retry.remaining is not None:
            ends_at = now + timedelta(seconds=retry.remaining)
            note = f"{message}; trying again until {ends_at:%H:%M:%S}"
        write_note(f"{retry.error.provider}: {note}")
