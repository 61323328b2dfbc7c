"""Look up objects of an OpenAPI document: references are followed, wrong types refused."""

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
        at: Its JSON pointer; for a reference, the pointer of the target.
        body: The object.
    """

    document: Document
    at: str
    body: JsonObject

    def error(self, key: str, what: str, fix: str) -> SpecError:
        """Return (not raise) a problem at a key of this object; an empty key means the object itself."""
        return self.document.error(self.pointer(key) if key else self.at, what, fix)

    def pointer(self, *keys: str | int) -> str:
        """Return the JSON pointer of a value below this object."""
        if len(keys) == 1:  # nearly always, and fifteen thousand times in a large document
            return f"{self.at}/{escape(str(keys[0]))}"
        return child_pointer(self.at, *keys)

    def pointer_if_stated(self, key: str) -> str:
        """Return the pointer of a key, or of the object if it lacks the key."""
        return self.pointer(key) if key and key in self.body else self.at

    def flag(self, key: str, *, default: bool = False) -> bool:
        """Return a truth value.

        Raises:
            SpecError: The value has another type.
        """
        value = self.body.get(key, default)
        if not isinstance(value, bool):
            raise self.error(key, f"{key!r} is neither true nor false", "write true or false")
        return value

    def text(self, key: str) -> str | None:
        """Return a text, or None if the key is missing; raises as ``flag``."""
        if key not in self.body:
            return None
        value = self.body[key]
        if not isinstance(value, str):
            raise self.error(key, f"{key!r} is not text", "write it in quotes")
        return value

    def list_at(self, key: str) -> list[Json]:
        """Return a list, empty if the key is missing; raises as ``flag``."""
        value = self.body.get(key, [])
        if not isinstance(value, list):
            raise self.error(key, f"{key!r} is not a list", "write a list")
        return value

    def object_at(self, key: str) -> JsonObject:
        """Return an object, empty if the key is missing; raises as ``flag``. References are not followed."""
        value = self.body.get(key, {})
        if not isinstance(value, dict):
            raise self.error(key, f"{key!r} is not an object", "write keys and values")
        return value

    def child(self, key: str) -> Node | None:
        """Return the object at a key, or None if the key is missing.

        Raises:
            SpecError: The value is not an object, or a reference leads nowhere.
        """
        if key in self.body:
            return follow(self.document, self.pointer(key), self.body[key])
        return None

    def members(self, key: str, *, extensible: bool = False) -> dict[str, Node]:
        """Return the members of an object at a key by name; raises as ``child``.

        Args:
            key: The key.
            extensible: Whether names that start with ``x-`` are extensions and not members.
        """
        if key not in self.body:
            return {}
        at = self.pointer(key)
        return {
            name: follow(self.document, f"{at}/{escape(name)}", value)
            for name, value in self.object_at(key).items()
            if not (extensible and name.startswith("x-"))
        }

    def items(self, key: str) -> list[Node]:
        """Return the objects of a list at a key; raises as ``child``."""
        return [follow(self.document, self.pointer(key, index), value) for index, value in enumerate(self.list_at(key))]


def root_of(document: Document) -> Node:
    """Return the root of a document; raises ``SpecError`` if it is not an object."""
    return Node(document, "", document.root)


def follow(document: Document, at: str, value: Json) -> Node:
    """Return the object at a pointer, or the target of the reference there.

    Raises:
        SpecError: It is not an object, or the reference leads nowhere, out of the document, or in a circle.
    """
    if isinstance(value, dict) and "$ref" not in value:  # nearly always: saves a call for each of them
        return Node(document, at, value)
    try:
        return Node(document, *references.follow(document.data, value, at))
    except Unsupported as problem:
        raise document.error(problem.pointer, problem.what, problem.fix) from None
