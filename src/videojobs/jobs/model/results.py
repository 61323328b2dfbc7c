"""The results of delete and download, and the failures that a call goes on after."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

if TYPE_CHECKING:
    from videojobs.errors import VideoJobsError
    from videojobs.jobs.model.video_job import JobRef


@frozen(kw_only=True)
class Deletion:
    """The result of a deletion.

    Attributes:
        provider: Name of the provider.
        id: The id of the job.
        deleted: Whether the provider reports the job as deleted.
        raw: The body as received; empty if there was none.
    """

    provider: str
    id: str
    deleted: bool
    raw: Mapping[str, Any] = field(factory=dict, hash=False, repr=False)

    @property
    def is_deleted(self) -> bool:
        """The same as ``deleted``, by the name it has on `VideoJob`."""
        return self.deleted


@frozen(kw_only=True)
class Download:
    """A downloaded file, complete and verified.

    Attributes:
        path: Its path.
        bytes: Its length.
        content_type: Its media type, by its first bytes.
    """

    path: Path
    bytes: int
    content_type: str


@frozen(kw_only=True)
class Retry:
    """A failure that does not end a call: it pauses, and tries again.

    Attributes:
        error: Why the last try failed.
        pause: Seconds until the next try.
        remaining: Seconds after which a wait ends if all its polls fail; None where the number of tries is limited.
        ref: The job that the call is about, or None.
    """

    error: VideoJobsError
    pause: float
    remaining: float | None = None
    ref: JobRef | None = None
