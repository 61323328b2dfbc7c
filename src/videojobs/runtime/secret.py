"""A credential that does not leak into logs, tracebacks or pickles."""

from __future__ import annotations

from typing import Any, Never

_MASK = "Secret('***')"


class Secret:
    """Holds a credential. Only `reveal` shows it, and only the code that writes the header calls that."""

    __slots__ = ("__value",)

    def __init__(self, value: str) -> None:
        self.__value = value

    def reveal(self) -> str:
        """Return the credential itself."""
        return self.__value

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


def mask(text: str, *secrets: Secret | None) -> str:
    """Return ``text`` with every credential in it replaced, for servers that quote the key in their errors."""
    for secret in secrets:
        if secret:
            text = text.replace(secret.reveal(), "***")
    return text
