"""The database of a batch, in the place of a client's ledger."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from videojobs.batch.store import Store
from videojobs.errors import ConfigurationError
from videojobs.ledger import Ledger, LedgerState


class LineLedger(Ledger):
    """The paid requests of one line of a batch, or of all lines, as a client reads and writes them.

    Args:
        store: The database.
        number: The line; None for all, to look for requests of unknown outcome.
    """

    def __init__(self, store: Store, number: int | None = None) -> None:
        super().__init__(store.unrecorded.path)  # for messages
        self._store = store
        self._number = number

    def append(self, event: str, **fields: Any) -> None:
        """Commit one event; it is on the disk when this returns."""
        if self._store.unrecorded:
            with suppress(ConfigurationError):
                self._store.unrecorded.move_to(self._store.record)
        try:
            if event == "sending":
                assert self._number is not None, "recovery sends nothing"
                self._store.begin(self._number, fields)
            else:
                self._store.record(event, self._number, fields)
        except ConfigurationError:
            if event == "sending":  # nothing is sent, and its row may have been committed nevertheless
                event = "not_sent"
            self._store.unrecorded.add(event, self._number, fields)
            raise

    def read(self) -> LedgerState:
        """Return the requests and the job of the line."""
        return self._store.state(self._number)
