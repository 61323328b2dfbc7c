"""All that one run found, as plain records: what every form of output is made from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from scripts.drift.change import Client, Wire

if TYPE_CHECKING:
    from scripts.drift.accepted import AcceptedChange, AcceptedEntry
    from scripts.drift.change import Change
    from scripts.drift.client import Impact
    from scripts.drift.lint import Contradiction
    from scripts.drift.overlay.samples_state import SampleState
    from scripts.drift.overlay.state import OverlayState


@frozen(kw_only=True)
class Side:
    """One of the two documents.

    Attributes:
        name: The file or address, as it was given.
        openapi: The version of OpenAPI that it is written in.
        version: Its own version.
        sha256: Hash of its bytes.
    """

    name: str
    openapi: str
    version: str
    sha256: str


@frozen(kw_only=True)
class Report:
    """What one run found.

    Attributes:
        provider: Name of the folder under ``spec/``, or None for any two documents.
        base: The document that we have.
        revision: The document that it is held against.
        changes: The open changes, the most harmful first; those of prose only where they were asked for.
        docs: How many changes of prose there are.
        accepted: Changes that the file of accepted drift lets pass.
        expired: Entries of that file whose day is over.
        stale: Entries of that file that fit no change any more.
        impact: What breaks in the generated client, by name; None if it was not looked at.
        overlay: What becomes of our corrections.
        samples: Which recorded payloads fit before and after.
        contradictions: Places where the revision contradicts itself.
        vendored: Whether the base is a published document, which `make vendor` can bring up to date; else it is written
            by hand.
    """

    provider: str | None
    base: Side
    revision: Side
    changes: tuple[Change, ...]
    docs: int = 0
    accepted: tuple[AcceptedChange, ...] = ()
    expired: tuple[AcceptedEntry, ...] = ()
    stale: tuple[AcceptedEntry, ...] = ()
    impact: Impact | None = None
    overlay: tuple[OverlayState, ...] = ()
    samples: tuple[SampleState, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    vendored: bool = True

    @property
    def breaking(self) -> tuple[Change, ...]:
        """The open changes that break code which uses the client."""
        return tuple(item for item in self.changes if item.verdict.client is Client.BREAKING)

    @property
    def compatible(self) -> tuple[Change, ...]:
        """The open changes that are worth vendoring and break nothing."""
        return tuple(item for item in self.changes if level(item) is Client.COMPATIBLE)


def level(change: Change) -> Client:
    """Return what a change calls for: what touches the wire in any way is at least worth vendoring."""
    verdict = change.verdict
    if verdict.client is not Client.BREAKING and verdict.wire is not Wire.NONE:
        return Client.COMPATIBLE
    return verdict.client
