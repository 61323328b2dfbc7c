"""A place of a document with what stands there: references followed, wrong shapes refused by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from scripts.oas import references
from scripts.oas.pointers import child_pointer, escape
from scripts.oas.problems import Unsupported

if TYPE_CHECKING:
    from scripts.oas.document import Document, Json, JsonObject
    from scripts.oas.problems import SpecError


@frozen(eq=False)
class Node:
    """An object of a document.

    Attributes:
        document: The document.
        at: Its JSON pointer; of what a reference leads to, not of the reference.
        body: The object.
    """

    document: Document
    at: str
    body: JsonObject

    def error(self, key: str, what: str, fix: str) -> SpecError:
        """Return (not raise) a problem at a key of this object, or at the object itself."""
        return self.document.error(self.under(key) if key else self.at, what, fix)

    def under(self, *parts: str | int) -> str:
        """Return the JSON pointer of something below."""
        return child_pointer(self.at, *parts)

    def below(self, key: str) -> str:
        """Return the JSON pointer of one key of this object: as ``under``, and faster."""
        return f"{self.at}/{escape(key)}"

    def stated(self, key: str) -> str:
        """Return the pointer of a key, or of the object where the key is left out: what to show a person."""
        return self.under(key) if key in self.body else self.at

    def flag(self, key: str, *, usual: bool = False) -> bool:
        """Return a truth value.

        Raises:
            SpecError: It is something else.
        """
        value = self.body.get(key, usual)
        if not isinstance(value, bool):
            raise self.error(key, f"{key!r} is neither true nor false", "write true or false")
        return value

    def text(self, key: str) -> str | None:
        """Return a text, or None where there is none; raises as ``flag``."""
        value = self.body.get(key)
        if key in self.body and not isinstance(value, str):
            raise self.error(key, f"{key!r} is not text", "write it in quotes")
        return value if isinstance(value, str) else None

    def listed(self, key: str) -> list[Json]:
        """Return a list, empty where there is none; raises as ``flag``."""
        value = self.body.get(key, [])
        if not isinstance(value, list):
            raise self.error(key, f"{key!r} is not a list", "write a list")
        return value

    def keyed(self, key: str) -> JsonObject:
        """Return an object, empty where there is none; raises as ``flag``."""
        value = self.body.get(key, {})
        if not isinstance(value, dict):
            raise self.error(key, f"{key!r} is not an object", "write keys and values")
        return value

    def child(self, key: str) -> Node | None:
        """Return the object under a key, a reference followed, or None where there is none; raises as ``flag``."""
        return follow(self.document, self.below(key), self.body[key]) if key in self.body else None

    def members(self, key: str, *, extensible: bool = False) -> dict[str, Node]:
        """Return the objects under an object's keys, references followed.

        Args:
            key: Where the object stands.
            extensible: Whether keys that start with ``x-`` are extensions, and not names like others.

        Raises:
            SpecError: One of them is no object, or a reference leads nowhere.
        """
        if key not in self.body:
            return {}
        holder = Node(self.document, self.below(key), self.keyed(key))
        return {
            name: follow(self.document, holder.below(name), value)
            for name, value in holder.body.items()
            if not (extensible and name.startswith("x-"))
        }

    def items(self, key: str) -> list[Node]:
        """Return the objects of a list, references followed; raises as ``members``."""
        return [follow(self.document, self.under(key, index), value) for index, value in enumerate(self.listed(key))]


def top(document: Document) -> Node:
    """Return the root of a document; raises ``SpecError`` if it is no object."""
    return Node(document, "", document.root)


def follow(document: Document, at: str, value: Json) -> Node:
    """Return the object that stands at a pointer, or that the reference there leads to.

    Raises:
        SpecError: It is no object, or the reference leads nowhere, out of the document, or in a circle.
    """
    if isinstance(value, dict) and "$ref" not in value:  # most are none: a call less
        return Node(document, at, value)
    try:
        return Node(document, *references.follow(document.data, value, at))
    except Unsupported as problem:
        raise document.error(problem.pointer, problem.what, problem.fix) from None
