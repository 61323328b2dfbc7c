"""Taking out of a payload what must not be kept: keys, signatures, prompts, addresses of people, ids."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

GONE = "[redacted]"
PROMPT = "[prompt]"
_NAMES = re.compile(
    r"(^|[_-])(api[_-]?key|key|token|secret|password|authorization|signature|cookie|email|user|username|ip)$",
    re.IGNORECASE,
)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_PROMPTS = frozenset({"prompt", "revised_prompt", "input", "negative_prompt"})
_ID_NAMES = re.compile(r"(^|[_-])ids?$", re.IGNORECASE)
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+\.[\w.-]+")
_KEY = re.compile(
    r"\b(sk|pk|rk|key|token)[-_][A-Za-z0-9_-]{8,}|\beyJ[\w-]+\.[\w-]+\.[\w-]+|\b(Bearer|Basic)\s+[^\s\"',;]+",
    re.IGNORECASE,
)
_QUERY = re.compile(r"(https?://[^\s?#\"']+)[?#][^\s\"']*")
_USERINFO = re.compile(r"(https?://)[^\s/@\"']+@")
_UUID = re.compile(r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", re.IGNORECASE)
_LONG = re.compile(r"(?<![A-Za-z0-9+])(?=[A-Za-z+]*[0-9])(?=[0-9+]*[A-Za-z])[A-Za-z0-9+]{20,}")
_LONGEST = 2000
_LOOKED_AT = 4000
_DIGIT = re.compile("[0-9]")
_LAST_WORD = re.compile(r"(?<!\S)\S*\Z")
_DEEPEST = 80
_PREFIX = re.compile(r"[A-Za-z]{1,20}(?:[_-][A-Za-z]{1,20})*[_-](?=.)")
_SHAPES = str.maketrans(
    {
        **dict.fromkeys("0123456789", "0"),
        **dict.fromkeys("abcdefghijklmnopqrstuvwxyz", "a"),
        **dict.fromkeys("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "A"),
    }
)


def redacted(value: Any, masked: Callable[[str], str] = str, *, ids: bool = False, most_items: int | None = 50) -> Any:
    """Return a copy of a JSON value fit to be shown and kept; its shape stays what it was.

    Args:
        value: Decoded JSON.
        masked: Takes the key out of a text.
        ids: Whether ids, and long words that could be keys, are replaced by their pattern.
        most_items: Items of an array to keep; None for all.
    """
    return _Redaction(masked, ids, most_items).value(value, 0)


def redacted_text(text: str) -> str:
    """Return a text without what must not be kept, ids included."""
    return _Redaction(str, True, None).text(text)


def shape(text: str) -> str:
    """Return the pattern of an id: every digit is 0, every letter a or A; words before ``_`` or ``-`` stay."""
    start = _PREFIX.match(text)
    head = start.group() if start is not None else ""
    return head + text[len(head) :].translate(_SHAPES)


class _Redaction:
    """How one payload is redacted."""

    def __init__(self, masked: Callable[[str], str], ids: bool, most_items: int | None) -> None:
        self._masked = masked
        self._ids = ids
        self._most_items = most_items

    def value(self, value: Any, depth: int) -> Any:
        """Return a redacted copy."""
        if depth > _DEEPEST:
            return GONE
        if isinstance(value, Mapping):
            return {self._key(str(key)): self._member(str(key), item, depth + 1) for key, item in value.items()}
        if isinstance(value, list):
            return [self.value(item, depth + 1) for item in value[: self._most_items]]
        return self.text(value) if isinstance(value, str) else value

    def _key(self, key: str) -> str:
        return self.text(key) if self._ids else self._masked(key)

    def _member(self, key: str, item: Any, depth: int) -> Any:
        if key.lower() in _PROMPTS:
            return _every_text(item, PROMPT, depth)
        if _NAMES.search(key) or (self._ids and _NAMES.search(_CAMEL.sub("_", key))):
            return _every_text(item, GONE, depth)
        if self._ids and isinstance(item, str) and _ID_NAMES.search(_CAMEL.sub("_", key)):
            return shape(self.text(item))
        return self.value(item, depth)

    def text(self, text: str) -> str:
        """Return a text without what must not be kept."""
        text = self._masked(text).encode("utf-8", "backslashreplace").decode("utf-8")
        if len(text) > _LOOKED_AT:
            text = _LAST_WORD.sub("...", text[:_LOOKED_AT])  # half a key is no longer told to be one
        if text[:5].lower() == "data:":
            return text.partition(",")[0][:100] + "," + GONE
        if "://" in text:
            text = _QUERY.sub(r"\1", _USERINFO.sub(r"\1", text))
        text = _KEY.sub(GONE, text)
        if "@" in text:
            text = _EMAIL.sub(GONE, text)
        if self._ids and _DIGIT.search(text) is not None:
            for pattern in (_UUID, _LONG):
                text = pattern.sub(lambda found: found.group().translate(_SHAPES), text)
        return text if len(text) <= _LONGEST else text[:_LONGEST] + "..."


def _every_text(item: Any, instead: str, depth: int) -> Any:
    """Return a copy of a value with all its texts replaced, save empty ones."""
    if depth > _DEEPEST:
        return GONE
    if isinstance(item, Mapping):
        return {str(key): _every_text(value, instead, depth + 1) for key, value in item.items()}
    if isinstance(item, list):
        return [_every_text(value, instead, depth + 1) for value in item]
    return instead if isinstance(item, str) and item else item


_WORD = re.compile(r"v[0-9]{1,2}|[a-z][a-z_-]{0,30}")


def redacted_path(path: str) -> str:
    """Return the path of a URL whose segments, but plain words, are replaced by their pattern."""
    parts = path.partition("?")[0].split("/")
    return "/".join(part if not part or _WORD.fullmatch(part) else shape(redacted_text(part)) for part in parts)
