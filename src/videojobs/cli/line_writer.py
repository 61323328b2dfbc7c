"""Write lines in a thread, so that a reader that does not read them delays nothing."""

from __future__ import annotations

import os
import threading
from contextlib import suppress
from queue import SimpleQueue
from typing import Final, TextIO

MAX_WAITING: Final = 10_000
"""Lines that wait for their reader at most; further ones are dropped."""


class LineWriter:
    """Writes to a pipe, a terminal or a file, in the order of the calls.

    A program that starts an emulator may read its first line alone: once the pipe is full, 64 KiB on Linux, or has no
    reader any more, each further write would block or fail, and so would the response to the request it is about.

    Args:
        stream: A stream with a file descriptor, such as standard output; what was written to it is flushed.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._waiting: SimpleQueue[str | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._write_all, name="videojobs-lines", daemon=True)
        self._thread.start()

    def write(self, text: str) -> None:
        """Write text as soon as the reader lets it."""
        if self._waiting.qsize() < MAX_WAITING:
            self._waiting.put(text)

    def close(self) -> None:
        """Wait until all is written, but no longer than a second."""
        self._waiting.put(None)
        self._thread.join(timeout=1)

    def _write_all(self) -> None:
        while (text := self._waiting.get()) is not None:
            data = text.encode(self._stream.encoding, "backslashreplace")
            # The reader has ended, or the stream was closed after all: what follows is for no one.
            with suppress(OSError, ValueError):
                # Past the stream, whose lock would be held while this waits: the interpreter could not end.
                while data:
                    data = data[os.write(self._stream.fileno(), data) :]
