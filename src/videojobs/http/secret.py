"""A credential that does not leak into logs, tracebacks or pickles."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any, Never

from videojobs.errors import ConfigurationError

_MASK = "Secret('***')"


class Secret:
    """Holds a credential. Only `reveal` shows it, and only the code that writes the header calls that."""

    __slots__ = ("__value",)

    def __init__(self, value: str) -> None:
        self.__value = value

    def reveal(self) -> str:
        """Return the credential itself."""
        return self.__value

    def known(self) -> tuple[str, ...]:
        """Return every text that must be masked."""
        return (self.__value,) if self.__value else ()

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
    """A credential that is asked for anew each time it is needed, such as a token that expires.

    Args:
        ask: Returns the credential of this moment. Called once per request, from the thread or the event loop that
            sends it: it should answer from memory as long as its token is good.
    """

    __slots__ = ("__ask", "__told")

    def __init__(self, ask: Callable[[], str | Secret]) -> None:
        super().__init__("")
        self.__ask = ask
        self.__told: deque[str] = deque(maxlen=8)

    def reveal(self) -> str:
        """Ask for the credential and return it.

        Raises:
            ConfigurationError: What was returned is no credential that a header can carry.
        """
        told: object = self.__ask()
        if not isinstance(told, str | Secret):
            raise ConfigurationError(
                f"the api_key callable returned {type(told).__name__}; it must return text (async ones are not called)"
            )
        value = told.reveal() if isinstance(told, Secret) else told.strip()
        if not fits_header(value):
            raise ConfigurationError("the api_key callable returned what is empty, or what no header can carry")
        if value not in self.__told:
            self.__told.append(value)
        return value

    def known(self) -> tuple[str, ...]:
        """Return the last credentials that were revealed."""
        return tuple(self.__told)

    def __bool__(self) -> bool:
        return True

    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return id(self)


def fits_header(value: str) -> bool:
    """Whether a text is a credential that a header can carry: printable ASCII without spaces, and not empty."""
    return bool(value) and value.isascii() and value.isprintable() and " " not in value


def mask(text: str, *secrets: Secret | None) -> str:
    """Return ``text`` with every credential in it replaced, for servers that quote the key in their errors."""
    for secret in secrets:
        for value in secret.known() if secret is not None else ():
            text = text.replace(value, "***")
    return text
