"""What becomes of one correction, or of one change in the light of our corrections."""

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
        fingerprint: Of the change that it is about; None for a correction.
        action: Number of the correction in overlay.yaml, from 0 as in ``/actions/0``; None for a change.
        line: Line of overlay.yaml in which that correction begins; None for a change.
        state: ``new upstream``: no correction speaks of the change. ``already corrected``: with the corrections, the
            two documents do not differ there. ``correction now upstream``: the revision says what the correction makes
            it say, in part or in whole. ``target gone``: the correction finds nothing, or less than it did.
            ``conflict``: upstream changed just what the correction changes. ``still needed``: all is as it was.
        pointer: JSON pointer of the place in the revision; of what is gone, in the base.
        message: One or two plain sentences.
        suggestion: What to paste, as YAML under a remark that says where; None if there is nothing to do.
    """

    fingerprint: str | None
    action: int | None
    state: State
    pointer: str
    message: str
    suggestion: str | None
    line: int | None = None
