"""Python names for what a document names: ASCII, valid, stable, and never two things under one name."""

from __future__ import annotations

import builtins
import keyword
import re
import unicodedata

_TYPING = frozenset({"Any", "ClassVar", "Literal", "Mapping", "Self", "AbstractContextManager"})
_RESERVED = frozenset(dir(builtins)) | frozenset(keyword.kwlist) | _TYPING
LONGEST = 100


def words(text: str) -> list[str]:
    """Split a name into its ASCII words: ``VideoID`` is video, id; ``input_reference`` is input, reference."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    spaced = re.sub(r"([a-z0-9])([A-Z])|([A-Z]+)([A-Z][a-z])", r"\1\3 \2\4", ascii_text)
    return re.findall(r"[A-Za-z0-9]+", spaced)


def slug(text: str, fallback: str = "unnamed") -> str:
    """Return a snake_case ASCII name, or the fallback if nothing of the text is ASCII."""
    joined = "_".join(words(text)).lower()[:LONGEST]
    if not joined:
        return fallback
    return joined if joined[0].isalpha() else f"{fallback}_{joined}"


def class_name(text: str, fallback: str = "Unnamed") -> str:
    """Return a PascalCase ASCII name that no keyword or builtin exception shadows."""
    joined = "".join(word[0].upper() + word[1:] for word in words(text))[:LONGEST] or fallback
    if not joined[0].isalpha():
        joined = fallback + joined
    return f"{joined}Model" if joined in _RESERVED else joined


def enum_member(value: str | int) -> str:
    """Return the member name of an enum value: by the value alone, so that a new value renames nothing."""
    if isinstance(value, int):
        return f"VALUE_NEGATIVE_{-value}" if value < 0 else f"VALUE_{value}"
    made = "_".join(words(value)).upper()[:LONGEST]
    if not made or not made[0].isalpha():
        made = f"VALUE_{made}" if made else "VALUE_EMPTY" if value == "" else "VALUE_" + value.encode().hex().upper()
    return made
