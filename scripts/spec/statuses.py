"""Reads ``spec/statuses.yaml``: what each status word met in the field means to us."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.oas.load import load
from scripts.oas.pointers import format_pointer

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
        SpecError: A word is not folded, has no status of ours, or no evidence.
    """
    document = load(path)
    table: dict[str, str] = {}
    for word, entry in document.root.items():
        place = format_pointer([word])
        check_word(document, place, word)
        if not isinstance(entry, dict) or set(entry) != {"status", "evidence"}:
            raise document.error(place, "the entry is not {status, evidence}", "write exactly these two keys")
        status, evidence = entry["status"], entry["evidence"]
        if not isinstance(status, str) or status not in OURS:
            raise document.error(
                f"{place}/status", f"{status!r} is no status of ours", f"use one of: {', '.join(OURS)}"
            )
        if not isinstance(evidence, str) or not evidence.strip():
            raise document.error(f"{place}/evidence", "there is no evidence", "say where the word was met")
        table[word] = status
    return table


def check_word(document: Document, place: str, word: str) -> None:
    """Raise ``SpecError`` for a status word that is not folded, or that must not be listed."""
    if word != fold(word) or not word:
        raise document.error(place, f"the word {word!r} is not folded", f"write {fold(word)!r}")
    if word == "unknown":
        raise document.error(place, "'unknown' must stay unlisted", "remove it: it is no end and no beginning")
