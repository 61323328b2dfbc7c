"""Keep outcomes of paid requests in a file as long as the database cannot record them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from videojobs.errors import ConfigurationError, printable
from videojobs.ledger import Ledger


class UnrecordedOutcomes:
    """Outcomes that came while the database could not be written.

    A response may arrive just when the database is away. Its job is paid for, and not every provider lists its jobs.

    Args:
        path: The file; it exists only as long as it holds something.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._may_hold_some = True

    def __bool__(self) -> bool:
        return self._may_hold_some

    def add(self, entry: str, outcome: str, job: str | None) -> None:
        """Add an outcome; it is on the disk when this returns.

        Raises:
            ConfigurationError: It cannot be written.
        """
        self._may_hold_some = True
        Ledger(self.path).append(outcome, entry=entry, job=job)

    def move_to(self, end: Callable[[str, str, str | None], None]) -> None:
        """Call a function with the entry, the outcome and the job of each, then remove the file.

        Raises:
            ConfigurationError: It cannot be read or removed.
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
                outcome = (str(fields["entry"]), str(fields["event"]), fields["job"])
            except (ValueError, KeyError, TypeError):
                continue  # the program was killed while it wrote the line
            try:
                end(*outcome)
            except ConfigurationError:
                self._may_hold_some = True
                raise
        self.path.unlink(missing_ok=True)
