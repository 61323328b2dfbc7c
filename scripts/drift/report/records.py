"""The report of one run, from which every form of output is rendered."""

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
class DocumentInfo:
    """One of the two documents.

    Attributes:
        name: The file or address, as in the arguments; or the package and its version.
        openapi: Its version of OpenAPI.
        version: Its own version.
        sha256: Hash of its bytes.
    """

    name: str
    openapi: str
    version: str
    sha256: str


@frozen(kw_only=True)
class Report:
    """The result of one run.

    Attributes:
        provider: Name of the folder under ``spec/``, or None for any two documents.
        base: The old document, mostly ours.
        revision: The new document.
        changes: The open changes, the most harmful first; those of prose only with ``--docs``.
        docs: Number of changes of prose.
        accepted: Changes that accepted-drift.yaml accepts.
        expired: Entries of that file whose last day is over.
        stale: Entries of that file without a change.
        impact: The changed names of the generated client; None if none was generated.
        overlay: The states of changes and corrections.
        samples: The recorded payloads, checked against both documents.
        contradictions: Places where the revision contradicts itself.
        vendored: Whether the base is a published document, which `make vendor` can update; else it is written by hand.
    """

    provider: str | None
    base: DocumentInfo
    revision: DocumentInfo
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
    """Return the level of a change: one that affects the wire in any way is at least worth vendoring."""
    verdict = change.verdict
    if verdict.client is not Client.BREAKING and verdict.wire is not Wire.NONE:
        return Client.COMPATIBLE
    return verdict.client
