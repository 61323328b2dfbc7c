"""The error of a failed download, in a module of its own: most runs download nothing and need not import httpx."""

from __future__ import annotations

from scripts.oas.problems import printable


class Unreachable(ValueError):
    """A document could not be downloaded; rendered as ``upstream unreachable: URL: why: what to do``, in one line.

    Attributes:
        url: The requested URL, without credentials.
        why: What went wrong.
        fix: What to do about it.
        temporary: Whether a retry may succeed.
    """

    def __init__(self, url: str, why: str, fix: str, *, temporary: bool = False) -> None:
        super().__init__(url, why, fix)
        self.url = url
        self.why = why
        self.fix = fix
        self.temporary = temporary

    def __str__(self) -> str:
        return f"upstream unreachable: {printable(self.url)}: {printable(self.why)}: {printable(self.fix)}"
