"""Redact a payload: keys, signatures, prompts, e-mail addresses, ids."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any
from unicodedata import category, normalize

from videojobs.jobs.response_hook import finite

REDACTED = "[redacted]"
PROMPT = "[prompt]"
# A name ends in such a word: "token", "apiKey", "X-Amz-Signature"; "total_tokens" is a number, and numbers are kept.
_SECRET_NAMES = re.compile(
    r"(^|[_-])(api[_-]?key|keys?|tokens?|secrets?|password|passwd|pwd|authorization|auth|signature|sig|cookies?|session"
    r"|credentials?|jwt|email|phone|user|username|customer|ip)$",
    re.IGNORECASE,
)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_PROMPT_NAMES = re.compile(r"(^|[_-])prompts?($|[_-])|^inputs?$", re.IGNORECASE)
_ID_NAMES = re.compile(r"(^|[_-])(ids?|uuid|guid|uid)$", re.IGNORECASE)
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+(?:@|%40)[\w-]+\.[\w.-]+")
# Keys as their services write them: sk-..., ghp_..., hf_..., AIza..., JSON Web Tokens, and HTTP credentials.
_KEY = re.compile(
    r"\b(?:sk|pk|rk|gh[a-z]|github_pat|glpat|hf|r8|xox[a-z])[-_][\w*-]{8,}"
    r"|\b(?:key|token)[-_](?=[A-Za-z_-]*[0-9])[A-Za-z0-9_-]{8,}"
    r"|\bAIza[\w-]{20,}|\beyJ[\w-]+\.[\w-]+\.[\w-]+|\b(?:Bearer|Basic)\s+[^\s\"',;]+",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"\b((?:[a-z]+[_-]){0,3}(?:(?:api|access)[_ -]?key|token|secret|password|passwd|pwd|signature|sig|authorization)"
    r"(?: provided)?[\"']?\s{0,3}[=:]\s{0,3}[\"']?)(?!\[redacted\]|Bearer\b|Basic\b)[^\s\"',;&<>]+",
    re.IGNORECASE,
)
_DATA = re.compile(r"\bdata:([\w/.+-]{1,60}(?:;[\w.=-]{1,40}){0,3}),[^\s\"'<>]+", re.IGNORECASE)
_QUERY = re.compile(r"(\b[a-z][a-z0-9+.-]{1,20}://[^\s?#\"']+)[?#][^\s\"']*", re.IGNORECASE)
_BARE_QUERY = re.compile(r"(?<=[\w/])(?:\?|%3F)[\w.%~-]{1,100}?(?:=|%3D)[^\s\"'<>]*", re.IGNORECASE)
_USERINFO = re.compile(r"(\b[a-z][a-z0-9+.-]{1,20}://)[^\s/@\"']+@", re.IGNORECASE)
_PASSWORD = re.compile(r"(?<![\w.+-])[\w.+-]{1,100}:[^\s@/\"',]{1,200}@(?=\w)")
_UUID = re.compile(r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", re.IGNORECASE)
# Long words of letters and digits may be keys of any service; version names such as sora-2-pro have dashes.
_LONG = re.compile(r"(?<![A-Za-z0-9+])(?=[A-Za-z+]*[0-9])(?=[0-9+]*[A-Za-z])[A-Za-z0-9+]{20,}")
_BASE64 = re.compile(
    r"(?<![A-Za-z0-9+/])(?=[A-Za-z+/]*[0-9])(?=[a-z0-9+/]*[A-Z])(?=[A-Z0-9+/]*[a-z])[A-Za-z0-9+/]{32,}={0,2}"
)
_JOINED = re.compile(r"(?<![\w-])(?=[\w-]*(?:[0-9][a-z]+[A-Z]|[A-Z][a-z]+[0-9][A-Za-z]|[a-z][0-9]+[A-Z]))[\w-]{24,}")
_MAX_TEXT = 2000
_MAX_SEARCHED = 4000  # the patterns cost time in proportion to the text, and the callback holds up the call
_DIGIT = re.compile("[0-9]")
_LAST_WORD = re.compile(r"(?<!\S)\S*\Z")
_MAX_DEPTH = 80
_PATTERNS = (
    (_DATA, rf"data:\1,{REDACTED}", ","),
    (_BARE_QUERY, "", "?%"),
    (_KEY, REDACTED, "-_. a"),
    (_NAMED, rf"\1{REDACTED}", "=:"),
    (_PASSWORD, f"{REDACTED}@", "@"),
    (_EMAIL, REDACTED, "@%"),
)
"""Pattern, replacement, and letters of which each match has one: a text without them is not searched."""
_PREFIX = re.compile(r"[A-Za-z]{1,20}(?:[_-][A-Za-z]{1,20})?[_-](?=.)")
_LETTER_CLASSES = str.maketrans(
    {
        **dict.fromkeys("0123456789", "0"),
        **dict.fromkeys("abcdefghijklmnopqrstuvwxyz", "a"),
        **dict.fromkeys("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "A"),
    }
)


def redacted(value: Any, masked: Callable[[str], str] = str, *, ids: bool = False, max_items: int | None = 50) -> Any:
    """Return a redacted copy of a JSON value; keys and types stay.

    Args:
        value: Decoded JSON.
        masked: Removes the client's key from a text.
        ids: Whether ids, and long words that could be keys, are replaced by their pattern.
        max_items: Items of an array to keep; None for all.
    """
    return _Redaction(masked, ids, max_items).value(value, 0)


def redacted_text(text: str) -> str:
    """Return a redacted text, ids included."""
    return _Redaction(str, True, None).text(text)


def id_pattern(text: str) -> str:
    """Return the pattern of an id: every digit is 0, every letter a or A; words before ``_`` or ``-`` stay."""
    prefix = _PREFIX.match(text)
    end = prefix.end() if prefix is not None else 0
    return text[:end] + text[end:].translate(_LETTER_CLASSES)


class _Redaction:
    """Redacts one payload."""

    def __init__(self, masked: Callable[[str], str], ids: bool, max_items: int | None) -> None:
        self._masked = masked
        self._ids = ids
        self._max_items = max_items

    def value(self, value: Any, depth: int) -> Any:
        """Return a redacted copy."""
        if depth > _MAX_DEPTH:
            return REDACTED
        if isinstance(value, Mapping):
            return self._object(value, depth)
        if isinstance(value, list):
            return [self.value(item, depth + 1) for item in value[: self._max_items]]
        if isinstance(value, float):
            return finite(value)
        return self.text(value) if isinstance(value, str) else value

    def _object(self, value: Mapping[Any, Any], depth: int) -> dict[str, Any]:
        secret_key, replacement = _secret_member(value)
        copy: dict[str, Any] = {}
        for key, item in value.items():
            name = self.text(str(key)) if self._ids else self._masked(str(key))
            if key == secret_key:
                copy[name] = _replace_texts(item, replacement, depth + 1)
            else:
                copy[name] = self._member(str(key), item, depth + 1)
        return copy

    def _member(self, key: str, item: Any, depth: int) -> Any:
        name = _CAMEL.sub("_", key)
        if _PROMPT_NAMES.search(name):
            return _replace_texts(item, PROMPT, depth)
        if _SECRET_NAMES.search(key) or (self._ids and _SECRET_NAMES.search(name)):
            return _replace_texts(item, REDACTED, depth)
        if self._ids and isinstance(item, str) and _ID_NAMES.search(name):
            return id_pattern(self.text(item))
        return self.value(item, depth)

    def text(self, text: str) -> str:
        """Return a redacted text."""
        # JSON may hold half of a surrogate pair ("\\ud800"), which can be neither printed nor written to a file.
        text = self._masked(text).encode("utf-8", "backslashreplace").decode("utf-8")
        if len(text) > _MAX_SEARCHED:
            # Without its last word, which is cut off: the patterns would not recognise half a key.
            text = _LAST_WORD.sub("...", text[:_MAX_SEARCHED])
        text = self._replace(text)
        if not text.isascii():
            # Look-alike and invisible letters (fullwidth @, zero-width space) would hide a secret from the patterns.
            plain = "".join(letter for letter in normalize("NFKC", text) if category(letter) != "Cf")
            if (clean := self._replace(plain)) != plain:
                text = clean
        if len(text) > _MAX_TEXT:
            return text[:_MAX_TEXT] + "..."
        return text

    def _replace(self, text: str) -> str:
        if text[:5].lower() == "data:":
            return text.partition(",")[0][:100] + "," + REDACTED
        if "://" in text:
            text = _QUERY.sub(r"\1", _USERINFO.sub(r"\1", text))
        for pattern, replacement, letters in _PATTERNS:
            if any(letter in text for letter in letters):
                text = pattern.sub(replacement, text)
        if self._ids and _DIGIT.search(text) is not None:
            for pattern in (_UUID, _BASE64, _JOINED, _LONG):
                text = pattern.sub(lambda match: match.group().translate(_LETTER_CLASSES), text)
        return text


def _secret_member(value: Mapping[Any, Any]) -> tuple[str | None, str]:
    """Return the key of an object that holds a secret because of a sibling, and its replacement.

    ``{"name": "api_key", "value": ...}`` is a header or a variable, ``{"role": "user", "content": ...}`` a prompt.
    """
    name = value.get("name")
    if "value" in value and isinstance(name, str) and _SECRET_NAMES.search(name):
        return "value", REDACTED
    if "content" in value and isinstance(value.get("role"), str):
        return "content", PROMPT
    return None, REDACTED


def _replace_texts(item: Any, replacement: str, depth: int) -> Any:
    """Return a copy of a value with all its texts replaced, except empty ones."""
    if depth > _MAX_DEPTH:
        return REDACTED
    if isinstance(item, Mapping):
        return {str(key): _replace_texts(value, replacement, depth + 1) for key, value in item.items()}
    if isinstance(item, list):
        return [_replace_texts(value, replacement, depth + 1) for value in item]
    return replacement if isinstance(item, str) and item else item
