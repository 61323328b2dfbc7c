"""What is wrong with a file under ``spec/``, said in one line that leads to the place and to the remedy."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_LONGEST = 400


def printable(text: str, *, longest: int = _LONGEST) -> str:
    """Return ``text`` fit for one line of a terminal: control and format characters escaped, cut at ``longest``."""
    cut = text if len(text) <= longest else text[:longest] + "..."
    return "".join(ch if ch.isprintable() else ch.encode("unicode_escape").decode("ascii") for ch in cut)


def pointer(parts: Iterable[str | int]) -> str:
    """Return the RFC 6901 JSON pointer that leads through ``parts``."""
    return "".join(map(_step, parts))


def _step(part: str | int) -> str:
    text = str(part)
    if "~" in text or "/" in text:
        text = text.replace("~", "~0").replace("/", "~1")
    return "/" + text


def parts_of(text: str) -> list[str]:
    """Split a JSON pointer into its unescaped parts.

    Raises:
        ValueError: It is neither empty nor starts with a slash, or a ``~`` is not followed by 0 or 1.
    """
    if not text:
        return []
    if not text.startswith("/"):
        raise ValueError("it does not start with '/'")
    parts = text[1:].split("/")
    for part in parts:
        if "~" in part.replace("~0", "").replace("~1", ""):
            raise ValueError("'~' must be written '~0'")
    return [part.replace("~1", "/").replace("~0", "~") for part in parts]


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
