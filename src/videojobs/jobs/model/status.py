"""The seven statuses of a job; every provider's own words are mapped to them."""

from __future__ import annotations

from enum import StrEnum


class JobStatus(StrEnum):
    """The status of a job.

    ``unknown`` is a word that no table lists. It is not final: a wait goes on.
    """

    QUEUED = "queued"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    UNKNOWN = "unknown"

    @property
    def is_final(self) -> bool:
        """Whether the job will not change any more."""
        return self in FINAL


FINAL = frozenset({JobStatus.COMPLETED, JobStatus.FAILED, JobStatus.CANCELLED, JobStatus.EXPIRED})


def fold(word: str) -> str:
    """Return a status word as the tables write it: lower case, ``-`` and space as ``_``."""
    return word.strip().lower().replace("-", "_").replace(" ", "_")
