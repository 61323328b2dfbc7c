"""The database of a batch, in the place of a client's ledger."""

from __future__ import annotations

from typing import Any

from videojobs.batch.store import Store
from videojobs.ledger import Ledger, LedgerState


class LineLedger(Ledger):
    """The paid requests of one line of a batch, or of all lines, as a client reads and writes them.

    Args:
        store: The database.
        number: The line; None for all, to look for requests of unknown outcome.
    """

    def __init__(self, store: Store, number: int | None = None) -> None:
        super().__init__(store.path)
        self._store = store
        self._number = number

    def append(self, event: str, **fields: Any) -> None:
        """Commit one event; it is on the disk when this returns."""
        if event == "sending":
            assert self._number is not None, "recovery sends nothing"
            self._store.begin_request(self._number, fields)
        elif event == "saved":
            self._store.save_file(fields["job"], fields)
        elif "entry" in fields:
            self._store.end_request(fields["entry"], event, fields.get("job"))
        # `downloading` and `ended` need no record: the line has its file, and its status.

    def read(self) -> LedgerState:
        """Return the requests and the job of the line."""
        return self._store.state(self._number)
