"""What is wrong with a file under ``spec/``, said in one line that leads to the place and to the remedy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.oas.pointers import format_pointer

if TYPE_CHECKING:
    from collections.abc import Iterable

_LONGEST = 400


def printable(text: str, *, longest: int = _LONGEST) -> str:
    """Return ``text`` fit for one line of a terminal: control and format characters escaped, cut at ``longest``."""
    cut = text if len(text) <= longest else text[:longest] + "..."
    return "".join(ch if ch.isprintable() else ch.encode("unicode_escape").decode("ascii") for ch in cut)


class SpecError(ValueError):
    """A file under ``spec/`` cannot be used as it is.

    Rendered as ``file:line:col: /json/pointer: what: how to fix``: one line, control characters escaped.

    Attributes:
        path: The file, as it was named.
        line: Line of the place, from 1.
        col: Column of the place in characters, from 1.
        pointer: JSON pointer of the place; empty for the whole document.
        what: What is wrong.
        fix: What to do about it.
    """

    def __init__(self, path: str, line: int, col: int, pointer: str, what: str, fix: str) -> None:
        super().__init__(path, line, col, pointer, what, fix)
        self.path = path
        self.line = line
        self.col = col
        self.pointer = pointer
        self.what = what
        self.fix = fix

    def __str__(self) -> str:
        place = f"{printable(self.path)}:{self.line}:{self.col}"
        return f"{place}: {printable(self.pointer) or '/'}: {printable(self.what)}: {printable(self.fix)}"


class Unsupported(ValueError):
    """A part of a document that no correct code can be generated for.

    Attributes:
        pointer: JSON pointer of the part, in the document as published (with its overlay).
        what: What is wrong.
        fix: What to do about it.
    """

    def __init__(self, at: str | Iterable[str | int], what: str, fix: str) -> None:
        """Take the place as a JSON pointer, or as the keys that lead to it."""
        pointer = at if isinstance(at, str) else format_pointer(at)
        super().__init__(f"{pointer}: {what}: {fix}")
        self.pointer = pointer
        self.what = what
        self.fix = fix
