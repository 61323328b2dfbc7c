"""Measure the memory of this process. Loads nothing that a small process does without."""

from __future__ import annotations

import re
import resource
import sys
from pathlib import Path

_STATUS = Path("/proc/self/status")


def _status(key: str) -> int:
    match = re.search(rf"{key}:\s*(\d+) kB", _STATUS.read_text())
    assert match is not None
    return int(match[1]) * 1024


def start() -> int:
    """Return the bytes in use, and count the peak from here on where the system can."""
    if not _STATUS.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    # https://www.kernel.org/doc/html/latest/filesystems/proc.html: 5 resets the peak.
    Path("/proc/self/clear_refs").write_text("5")
    return _status("VmRSS")


def peak() -> int:
    """Return the most bytes in use since `start`."""
    if not _STATUS.exists():
        return start()
    # Not `ru_maxrss`: Linux starts it with the peak of the parent process, since `subprocess` uses vfork.
    return _status("VmHWM")
