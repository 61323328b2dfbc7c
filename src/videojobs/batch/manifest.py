"""Write the manifest of a batch: one JSON object per line that is paid for or has ended."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from videojobs.batch.results import BatchLine
from videojobs.batch.store import Store


def append_line(store: Store, line: BatchLine) -> None:
    """Add a line that has ended; its clip is on the disk already.

    Raises:
        ConfigurationError: It cannot be written.
    """
    store.clips.append_to_manifest(_text(line))


def write_manifest(store: Store) -> Path:
    """Write the whole manifest, in the order of the lines, in the place of the old one.

    A killed program may have left the end of a line there, or not have come to write it.

    Raises:
        ConfigurationError: It cannot be written.
    """
    return store.clips.write_manifest(_text(line) for line in store.lines() if line.status != "pending")


def line_fields(line: BatchLine) -> dict[str, Any]:
    """Return a line as JSON fields."""
    return {
        "line": line.number,
        "status": line.status,
        "prompt": line.prompt,
        "file": line.path.name if line.status == "done" else None,
        "url": line.url if line.status == "done" else None,
        "worker": line.worker,
        "provider": line.ref.provider if line.ref else None,
        "base_url": line.ref.base_url if line.ref else None,
        "id": line.ref.id if line.ref else None,
        "sha256": line.sha256 if line.status == "done" else None,
        "bytes": line.bytes if line.status == "done" else None,
        "content_type": line.content_type if line.status == "done" else None,
        "sent_at": line.sent_at,
        "finished_at": line.finished_at,
        "usage": line.usage,
        "error": line.error,
    }


def _text(line: BatchLine) -> str:
    return json.dumps(line_fields(line)) + "\n"
