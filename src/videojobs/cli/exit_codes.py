"""The exit codes of the command."""

from __future__ import annotations

from videojobs.errors import (
    AmbiguousCreate,
    ApiError,
    ConfigurationError,
    DatabaseUnavailable,
    DeadlineExceeded,
    DecodeError,
    DownloadError,
    IncompleteDownload,
    InvalidRequest,
    JobFailure,
    NotSupported,
    RateLimited,
    ServerError,
    TransportError,
    VideoJobsError,
    WaitTimeout,
)

MEANINGS = {
    0: "done",
    1: "the job failed",
    2: "usage: a value or a setting that cannot be used",
    3: "network, server or disk; try again",
    4: "the time is over; the job may still finish",
    5: "unknown whether a job was started and paid for",
    130: "interrupted by Ctrl-C",
    141: "the reader of the output has ended",
}
CODES: dict[type[VideoJobsError], int] = {
    JobFailure: 1,
    ConfigurationError: 2,
    DatabaseUnavailable: 3,
    NotSupported: 2,
    InvalidRequest: 2,
    ApiError: 2,  # refused as it is: a wrong key, no such job, no money
    RateLimited: 3,
    ServerError: 3,
    TransportError: 3,
    DecodeError: 3,
    DownloadError: 3,
    WaitTimeout: 4,
    AmbiguousCreate: 5,
    VideoJobsError: 3,
}
INTERRUPTED = 130
PIPE_CLOSED = 141  # what a shell reports for a program that SIGPIPE ended


def exit_code_of(error: BaseException) -> int:
    """Return the exit code for an error."""
    if isinstance(error, KeyboardInterrupt):
        return INTERRUPTED
    if isinstance(error, IncompleteDownload) and _is_late(error):
        return CODES[WaitTimeout]
    for kind in type(error).__mro__:
        if kind in CODES:
            return CODES[kind]
    return CODES[TransportError]


def _is_late(error: IncompleteDownload) -> bool:
    from videojobs.jobs.download.sink import OUT_OF_TIME  # only a download needs it

    return isinstance(error.__cause__, DeadlineExceeded) or OUT_OF_TIME in error.message


def exit_code_lines() -> str:
    """Return the exit codes as lines of the help."""
    return "\n".join(f"  {code:<5}{meaning}" for code, meaning in MEANINGS.items())
