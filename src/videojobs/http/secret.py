"""Keep a credential out of logs, tracebacks and pickles."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Never, Protocol

from videojobs.errors import ConfigurationError

_MASK = "Secret('***')"
# Fewer characters of a key help nobody to guess it, and are part of many words.
_MIN_PART = 4
# `printable` ends a text so that it has cut.
_ELLIPSIS = "..."
# Eight backslashes, and `u0041`.
_LONGEST_ESCAPE = 13
# The start of an escape that `_escaped_spellings_of_character` describes.
_PART_OF_ESCAPE = re.compile(
    r"(?:\\{1,8}(?:u0{0,2}|x)[0-9a-f]?|\\{1,8}|%[0-9a-f]?|&#?|&#x?[0-9a-f]{1,6})\Z", re.IGNORECASE
)


class Secret:
    """Holds a credential. Only `reveal` returns it, and only the code that writes the header calls that."""

    __slots__ = ("__value",)

    def __init__(self, value: str) -> None:
        self.__value = value

    def reveal(self) -> str:
        """Return the credential itself."""
        return self.__value

    def values_to_mask(self) -> tuple[str, ...]:
        """Return every value that must not appear in a message."""
        if not self.__value:
            return ()
        return (self.__value,)

    def __bool__(self) -> bool:
        return bool(self.__value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other.__value == self.__value

    def __hash__(self) -> int:
        return hash((Secret, self.__value))

    def __repr__(self) -> str:
        return _MASK

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return _MASK

    def __copy__(self) -> Secret:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Secret:
        return self

    def __reduce__(self) -> Never:
        raise TypeError("a Secret does not pickle: give the key to the other process by its environment")


class ChangingSecret(Secret):
    """A credential that changes, such as a token that expires.

    Args:
        read: Returns the current credential. Called once per request, in the thread or event loop that sends it, so
            it should keep a token in memory while it is valid.
    """

    __slots__ = ("__read", "__recent")

    def __init__(self, read: Callable[[], str | Secret]) -> None:
        super().__init__("")
        self.__read = read
        # A response may quote the token of an earlier request.
        self.__recent: deque[str] = deque(maxlen=8)

    def reveal(self) -> str:
        """Return the current credential.

        Raises:
            ConfigurationError: The callable returned a value that a header cannot carry.
        """
        credential: object = self.__read()
        if not isinstance(credential, str | Secret):
            raise ConfigurationError(
                f"the api_key callable returned {type(credential).__name__}; it must return text, and not be async"
            )
        value = credential.reveal() if isinstance(credential, Secret) else credential.strip()
        if not fits_header(value):
            raise ConfigurationError("the api_key callable returned a key that is empty, or that no header can carry")
        if value not in self.__recent:
            self.__recent.append(value)
        return value

    def values_to_mask(self) -> tuple[str, ...]:
        """Return the last credentials that were revealed."""
        return tuple(self.__recent)

    def __bool__(self) -> bool:
        return True

    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return id(self)


def checked_secret(value: str | Secret | Callable[[], str | Secret]) -> Secret:
    """Return a credential as a `Secret`; the one of a callable is read again for each request.

    Raises:
        ConfigurationError: A header cannot carry it. An empty one passes: it sends no usable credential.
    """
    if isinstance(value, ChangingSecret):
        return value
    if not isinstance(value, Secret | str):
        return ChangingSecret(value)
    secret = Secret(value) if isinstance(value, str) else value
    if secret and not fits_header(secret.reveal()):
        raise ConfigurationError("the API key holds spaces, line ends or letters that no header can carry")
    return secret


def fits_header(value: str) -> bool:
    """Whether a header can carry this credential: printable ASCII without spaces, not empty (RFC 9110, section 5.5)."""
    return bool(value) and value.isascii() and value.isprintable() and " " not in value


class Mask(Protocol):
    """Removes the credential of a client from a text; see `mask`."""

    def __call__(self, text: str, *, is_cut: bool = False) -> str:
        """Return the text without the credential."""
        ...


def unmasked(text: str, *, is_cut: bool = False) -> str:  # noqa: ARG001 - of the protocol
    """Return the text: the `Mask` of a client without a credential."""
    return text


def mask(text: str, *secrets: Secret | None, is_cut: bool = False) -> str:
    """Return ``text`` with every credential in it replaced, for servers that quote the key in their errors.

    Replaced are also spellings that a reader of the text would decode: JSON and percent escapes, HTML entities.

    Args:
        text: The text.
        secrets: The credentials.
        is_cut: Whether the text may be cut, at its end or before an ellipsis: there, the first four or more
            characters of a credential are replaced, too.
    """
    for secret in secrets:
        for value in secret.values_to_mask() if secret is not None else ():
            text = text.replace(value, "***")
            # Without one of these there is no escape, and the slow pattern is not needed.
            if "\\" in text or "%" in text or "&#" in text:
                text = _escaped_spellings(value).sub("***", text)
            if is_cut:
                text = _ELLIPSIS.join(_without_part(piece, value) for piece in text.split(_ELLIPSIS))
    return text


def _without_part(text: str, value: str) -> str:
    """Return a text in which the first characters of a credential at the end, where it was cut, are replaced."""
    first, *others = _characters(value)
    # More of the credential than fits here would be all of it.
    for match in first.finditer(text, max(0, len(text) - _LONGEST_ESCAPE * len(value))):
        end, length = match.end(), 1
        for character in others:
            following = character.match(text, end)
            if following is None:
                break
            end, length = following.end(), length + 1
        if length >= _MIN_PART and (end == len(text) or _PART_OF_ESCAPE.match(text, end)):
            return f"{text[: match.start()]}***"
    return text


@lru_cache(maxsize=16)
def _characters(value: str) -> list[re.Pattern[str]]:
    return [re.compile(_escaped_spellings_of_character(character)) for character in value]


@lru_cache(maxsize=16)
def _escaped_spellings(value: str) -> re.Pattern[str]:
    """Return a pattern of a credential in which any character may be escaped.

    JSON inside a JSON string doubles its backslashes. Their number is bounded, or a body of nothing but backslashes
    would take quadratic time.
    """
    return re.compile("".join(_escaped_spellings_of_character(character) for character in value))


def _escaped_spellings_of_character(character: str) -> str:
    code = ord(character)
    escapes = rf"\\{{1,8}}(?:u00|x){code:02x}|%{code:02x}|&#0{{0,4}}{code};|&#x0{{0,4}}{code:x};"
    return rf"(?:\\{{0,7}}{re.escape(character)}|(?i:{escapes}))"
