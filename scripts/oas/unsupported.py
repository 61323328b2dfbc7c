"""What cannot be generated without loss is refused, with the place in the document."""

from __future__ import annotations


class Unsupported(ValueError):
    """A part of a document that no correct code can be generated for.

    Attributes:
        pointer: JSON pointer of the part, in the document as published (with its overlay).
        what: What is wrong.
        fix: What to do about it.
    """

    def __init__(self, pointer: str, what: str, fix: str) -> None:
        super().__init__(f"{pointer}: {what}: {fix}")
        self.pointer = pointer
        self.what = what
        self.fix = fix
