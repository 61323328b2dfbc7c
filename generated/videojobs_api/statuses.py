# Generated from the folders under spec/ by `make generate`; not edited by hand.

"""The meaning of each status word that providers send; a word that is not listed is unknown, which is not final."""

STATUSES = {
    "queued": "queued",
    "queueing": "queued",
    "pending": "queued",
    "submitted": "queued",
    "created": "queued",
    "preparing": "queued",
    "not_start": "queued",
    "notstarted": "queued",
    "starting": "queued",
    "in_progress": "in_progress",
    "processing": "in_progress",
    "running": "in_progress",
    "generating": "in_progress",
    "postprocessing": "in_progress",
    "completed": "completed",
    "complete": "completed",
    "succeeded": "completed",
    "succeed": "completed",
    "success": "completed",
    "finished": "completed",
    "done": "completed",
    "failed": "failed",
    "failure": "failed",
    "fail": "failed",
    "error": "failed",
    "cancelled": "cancelled",
    "canceled": "cancelled",
    "deleted": "cancelled",
    "expired": "expired",
}
"""Folded word (lower case, ``_`` for ``-`` and space) to queued, in_progress, completed, failed, cancelled, expired."""
