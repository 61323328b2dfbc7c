"""What is raised when a document cannot be had. By itself, since most runs download nothing and need no client."""

from __future__ import annotations

from scripts.oas.problems import printable


class Unreachable(ValueError):
    """A document could not be had; rendered as ``upstream unreachable: URL: why: what to do``, in one line.

    Attributes:
        url: What was asked for, without credentials.
        why: What went wrong.
        fix: What to do about it.
        again: Whether it may go better a little later.
    """

    def __init__(self, url: str, why: str, fix: str, *, again: bool = False) -> None:
        super().__init__(url, why, fix)
        self.url = url
        self.why = why
        self.fix = fix
        self.again = again

    def __str__(self) -> str:
        return f"upstream unreachable: {printable(self.url)}: {printable(self.why)}: {printable(self.fix)}"
