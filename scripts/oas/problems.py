"""The errors of this kernel: each says in one line where the problem is, what it is, and how to fix it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.oas.pointers import format_pointer

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scripts.oas.document import Mark

# A message may quote a document: one line of a terminal or log must hold it.
_MAX_LENGTH = 400


def printable(text: str, *, max_length: int = _MAX_LENGTH) -> str:
    """Return ``text`` on one line of a terminal: control and format characters escaped, cut at ``max_length``."""
    if len(text) > max_length:
        text = f"{text[:max_length]}..."
    # A published document must not move the cursor, recolour the terminal, or reverse the direction of its text.
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode("ascii") for char in text)


class SpecError(ValueError):
    """A file under ``spec/`` cannot be used as it is.

    Rendered as ``file:line:col: /json/pointer: what: fix``: one line, control characters escaped.

    Attributes:
        path: The file, as it was named.
        line: Line of the place, from 1.
        col: Column of the place in characters, from 1.
        pointer: JSON pointer of the place; empty for the whole document.
        what: What is wrong.
        fix: What to do about it.
    """

    def __init__(self, path: str, line: int, col: int, pointer: str, what: str, fix: str) -> None:
        # All arguments go to the base class, so that the error can be pickled and copied.
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
    """A part of a document that cannot be read, or that no correct code can be generated for.

    It is raised where the file is not known; ``Document.error`` makes a ``SpecError`` of it.

    Args:
        at: The place, as a JSON pointer or as the keys that lead to it.
        what: What is wrong.
        fix: What to do about it.

    Attributes:
        pointer: JSON pointer of the part, in the document as published (with its overlay).
    """

    def __init__(self, at: str | Iterable[str | int], what: str, fix: str) -> None:
        pointer = at if isinstance(at, str) else format_pointer(at)
        super().__init__(f"{pointer}: {what}: {fix}")
        self.pointer = pointer
        self.what = what
        self.fix = fix


class UnknownKey(Unsupported):
    """A key that OpenAPI does not have: misspelt, or of a later version."""


class ParseError(Exception):
    """The text of a file is not YAML or JSON, or holds what a document must not hold.

    Attributes:
        mark: The place in the text.
        keys: The keys and indexes that lead there, as far as the text has been read.
        what: What is wrong.
        fix: What to do about it.
    """

    def __init__(self, mark: Mark, keys: Sequence[str | int], what: str, fix: str) -> None:
        super().__init__(what)
        self.mark = mark
        self.keys = keys
        self.what = what
        self.fix = fix
