"""Taking out of a payload what must not be kept: keys, signatures, prompts, addresses of people."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

_NAMES = re.compile(
    r"(^|[_-])(api[_-]?key|key|token|secret|password|authorization|signature|cookie|email|user|username|ip)$",
    re.IGNORECASE,
)
_PROMPTS = frozenset({"prompt", "revised_prompt", "input", "negative_prompt"})
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
_KEY = re.compile(
    r"\b(sk|pk|rk|key|token)[-_][A-Za-z0-9_-]{8,}|\beyJ[\w-]+\.[\w-]+\.[\w-]+|Bearer\s+\S+", re.IGNORECASE
)
_QUERY = re.compile(r"(https?://[^\s?#\"']+)[?#][^\s\"']*")
_USERINFO = re.compile(r"(https?://)[^\s/@\"']+@")
_LONGEST = 2000
GONE = "[redacted]"


def redacted(value: Any, masked: Callable[[str], str]) -> Any:
    """Return a copy of a JSON value fit to be shown and kept; its shape stays what it was."""
    if isinstance(value, Mapping):
        return {masked(str(key)): _member(str(key), item, masked) for key, item in value.items()}
    if isinstance(value, list):
        return [redacted(item, masked) for item in value[:50]]
    return _text(value, masked) if isinstance(value, str) else value


def _member(key: str, item: Any, masked: Callable[[str], str]) -> Any:
    if isinstance(item, str) and item and (key.lower() in _PROMPTS or _NAMES.search(key)):
        return "[prompt]" if key.lower() in _PROMPTS else GONE
    return redacted(item, masked)


def _text(text: str, masked: Callable[[str], str]) -> str:
    text = masked(text)
    if text[:5].lower() == "data:":
        return text.partition(",")[0] + "," + GONE
    for pattern, instead in ((_USERINFO, r"\1"), (_QUERY, r"\1"), (_KEY, GONE), (_EMAIL, GONE)):
        text = pattern.sub(instead, text)
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "..."
