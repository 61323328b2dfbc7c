"""Read ``spec/statuses.yaml``: which of our statuses each provider's status word means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.oas.load import load
from scripts.oas.pointers import child_pointer, format_pointer

if TYPE_CHECKING:
    from pathlib import Path

    from scripts.oas.document import Document

OURS = ("queued", "in_progress", "completed", "failed", "cancelled", "expired")


def fold(word: str) -> str:
    """Return a status word in the form in which words are compared: lower case, ``_`` for ``-`` and spaces."""
    return word.strip().lower().replace("-", "_").replace(" ", "_")


def load_statuses(path: Path) -> dict[str, str]:
    """Return folded word -> our status.

    Raises:
        SpecError: A word is not folded, its status is none of ours, or it has no evidence.
    """
    document = load(path)
    table: dict[str, str] = {}
    for word, entry in document.root.items():
        pointer = format_pointer([word])
        check_word(document, pointer, word)
        if not isinstance(entry, dict) or set(entry) != {"status", "evidence"}:
            raise document.error(pointer, "the entry is not {status, evidence}", "write exactly these two keys")
        status, evidence = entry["status"], entry["evidence"]
        if not isinstance(status, str) or status not in OURS:
            what = f"{status!r} is not one of our statuses"
            raise document.error(child_pointer(pointer, "status"), what, f"use one of: {', '.join(OURS)}")
        if not isinstance(evidence, str) or not evidence.strip():
            fix = "write who sends the word: an address, or file and commit"
            raise document.error(child_pointer(pointer, "evidence"), "there is no evidence", fix)
        table[word] = status
    return table


def check_word(document: Document, pointer: str, word: str) -> None:
    """Raise ``SpecError`` for a status word that is not folded, or that must not be listed."""
    if word != fold(word) or not word:
        raise document.error(pointer, f"the word {word!r} is not folded", f"write {fold(word)!r}")
    if word == "unknown":
        # A job whose status is unknown is polled on: listing the word would make it mean something.
        raise document.error(pointer, "'unknown' must not be listed", "remove it: unknown words are not final anyway")
