"""What delete and download give back."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from attrs import field, frozen


@frozen(kw_only=True)
class Deletion:
    """What the provider answered to a deletion.

    Attributes:
        provider: Name of the provider.
        id: The job that was to go.
        deleted: Whether the provider says it is gone.
        raw: The body as received; empty if there was none.
    """

    provider: str
    id: str
    deleted: bool
    raw: Mapping[str, Any] = field(factory=dict, hash=False, repr=False)

    @property
    def is_deleted(self) -> bool:
        """Whether the job is gone; the same as ``deleted``, by the name it has on `VideoJob`."""
        return self.deleted


@frozen(kw_only=True)
class Download:
    """A file that was put under the name asked for, whole and checked.

    Attributes:
        path: Where it is.
        bytes: Its length.
        content_type: What it is, told from its first bytes.
    """

    path: Path
    bytes: int
    content_type: str
