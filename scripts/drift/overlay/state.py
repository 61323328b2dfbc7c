"""The state of a correction, or of a change in the light of our corrections."""

from __future__ import annotations

from typing import Literal

from attrs import frozen

State = Literal[
    "new upstream", "already corrected", "correction now upstream", "target gone", "conflict", "still needed"
]


@frozen(kw_only=True)
class OverlayState:
    """One state.

    Attributes:
        fingerprint: Fingerprint of the change; None for a correction.
        action: Index of the correction in overlay.yaml, from 0 as in ``/actions/0``; None for a change.
        line: Line of overlay.yaml in which that correction begins; None for a change.
        state: ``new upstream``: no correction covers the change. ``already corrected``: with the corrections, the two
            documents do not differ there. ``correction now upstream``: the revision contains the correction, in part
            or in whole. ``target gone``: the correction matches nothing, or less than before. ``conflict``: upstream
            changed what the correction changes. ``still needed``: nothing changed.
        pointer: JSON pointer of the place in the revision; of a removed one, in the base.
        message: One or two plain sentences.
        suggestion: YAML to paste, under a comment that names the file; None if there is nothing to do.
    """

    fingerprint: str | None
    action: int | None
    state: State
    pointer: str
    message: str
    suggestion: str | None
    line: int | None = None
