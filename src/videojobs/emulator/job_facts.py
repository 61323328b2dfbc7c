"""Write the facts about a job as the schemas of a response have them: words, times, lengths, errors."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from videojobs.emulator.schema_values import NO_VALUE, example_of
from videojobs.emulator.schema_views import SchemaReader, SchemaView
from videojobs.jobs.model.status import fold
from videojobs.openapi.operations import JsonObject, as_object

if TYPE_CHECKING:
    from videojobs.dialect import Dialect
    from videojobs.emulator.response_bodies import Snapshot

_TIMES: Final = ("created_at", "completed_at", "expires_at")
WRITTEN: Final = frozenset({*_TIMES, "status", "seconds", "progress", "error", "usage"})
"""Facts whose form depends on the schema of their value."""

EVERYWHERE: Final = {"completed", "failed"}
"""Statuses for which every provider has a word."""

_UNFINISHED: Final = {"queued", "in_progress"}


class FactWriter:
    """Writes facts about jobs.

    Args:
        reader: Reads the schemas of the document.
        dialect: The provider's dialect.
        meanings: Folded status word -> `JobStatus` value.
    """

    def __init__(self, reader: SchemaReader, dialect: Dialect, meanings: Mapping[str, str]) -> None:
        self._reader = reader
        self._dialect = dialect
        self.meanings = meanings

    def meaning(self, word: object) -> str | None:
        """Return the `JobStatus` value that a status word has, or None."""
        return self.meanings.get(fold(str(word)))

    def write(self, name: str, value: Any, view: SchemaView, snapshot: Snapshot) -> Any:
        """Return a fact, by its name in the dialect's ``fields``, in the type of its schema."""
        is_text = view.is_only("string")
        if name == "status":
            return self._status_word(view, snapshot)
        if name in _TIMES and is_text:
            return datetime.fromtimestamp(value + snapshot.skew, UTC).isoformat()
        if name in _TIMES:
            return int(value + snapshot.skew)
        if name == "seconds":
            return self._seconds(view, value)
        if name == "progress" and is_text:
            return f"{value}%"
        if name == "progress" and view.keywords.get("maximum") == 1:
            return value / 100
        if name == "error" and is_text:
            return value["message"]
        if name == "error":
            return _error(self._reader, view, value)
        if name == "usage":
            return _usage(self._reader, view, value, snapshot.job.parameters.seconds) or NO_VALUE
        return value

    def _seconds(self, view: SchemaView, value: float) -> str | int | float:
        prefers_text = self._dialect.create.seconds == "string"
        allows_text = "string" in view.types or not view.types
        if view.is_only("string") or (prefers_text and allows_text):
            return f"{value:g}"
        if view.is_only("integer") or value == int(value):
            return round(value)
        return value

    def _status_word(self, view: SchemaView, snapshot: Snapshot) -> Any:
        """Return the snapshot's word, else the document's word (or number) for the status, else the status."""
        if snapshot.word is not None:
            return snapshot.word
        words = view.values
        if snapshot.status in words:
            return snapshot.status
        meaning = snapshot.status
        if meaning not in EVERYWHERE | _UNFINISHED:
            words = (*words, *self._dialect.statuses)
        if meaning == "deleted":
            meaning = "cancelled"  # spec/statuses.yaml has no word for a deletion
        meanings = {meaning}
        if meaning in _UNFINISHED and not any(self.meaning(word) == meaning for word in words):
            meanings = _UNFINISHED  # the document has one word for all jobs that are not finished
        return next((word for word in words if self.meaning(word) in meanings), snapshot.status)


def _error(reader: SchemaReader, view: SchemaView, error: Mapping[str, str]) -> dict[str, Any]:
    if not view.properties:
        return dict(error)
    schemas = {name: reader.view(as_object(view.properties[name])) for name in error if name in view.properties}
    return {name: 500 if schema.is_only("integer") else error[name] for name, schema in schemas.items()}


def _usage(reader: SchemaReader, view: SchemaView, recorded: JsonObject, seconds: float) -> Any:
    usage = recorded or as_object(example_of(reader, view.keywords))
    return {name: seconds if "seconds" in name else value for name, value in usage.items()}
