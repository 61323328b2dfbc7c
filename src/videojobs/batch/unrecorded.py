"""Keep the events of paid requests in a file as long as the database cannot record them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from videojobs.errors import ConfigurationError, printable
from videojobs.ledger import Ledger


class UnrecordedEvents:
    """Events that came while the database could not be written.

    A response may arrive just when the database is away. Its job is paid for, and not every provider lists its jobs.

    Args:
        path: The file; it exists only as long as it holds something.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._may_hold_some = True

    def __bool__(self) -> bool:
        return self._may_hold_some

    def add(self, event: str, number: int | None, fields: Mapping[str, Any]) -> None:
        """Add an event; it is on the disk when this returns.

        Args:
            event: The event of a ledger.
            number: The line of the batch that it is about, if it is one.
            fields: The fields of the event.

        Raises:
            ConfigurationError: It cannot be written.
        """
        self._may_hold_some = True
        kept = {name: fields[name] for name in ("entry", "job") if name in fields}
        Ledger(self.path).append(event, number=number, **kept)

    def move_to(self, record: Callable[[str, int | None, Mapping[str, Any]], None]) -> None:
        """Call a function with each event, its line and its fields, then remove the file.

        Raises:
            ConfigurationError: It cannot be read or removed, or the function raises one.
        """
        self._may_hold_some = False
        try:
            lines = self.path.read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or error
            raise ConfigurationError(f"{printable(str(self.path), 300)} cannot be read: {reason}") from error
        for line in lines:
            try:
                fields = json.loads(line)
                event, number = str(fields["event"]), fields["number"]
            except (ValueError, KeyError, TypeError):
                continue  # the program was killed while it wrote the line
            try:
                record(event, number, fields)
            except ConfigurationError:
                self._may_hold_some = True
                raise
        self.path.unlink(missing_ok=True)
