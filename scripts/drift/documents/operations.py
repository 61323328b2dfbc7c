"""The operations of a document, and which of one document is which of another."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import field, frozen

from scripts.drift.change import Direction, Use
from scripts.drift.documents.resolver import Node, follow, top
from scripts.oas.operations import METHODS
from scripts.oas.pointers import format_pointer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scripts.oas.document import Document

ALL_METHODS = (*METHODS, "query")
"""The keys of a path that are operations; ``query`` came with OpenAPI 3.2."""

Key = tuple[str, str]
_PLACEHOLDER = re.compile(r"\{([^/{}]*)\}")


@frozen(eq=False)
class Operation:
    """An operation of one document.

    Attributes:
        label: ``POST /videos``, ``webhook NAME``, ``POST /videos callback NAME``.
        path: The path, or the name of the webhook, or the expression of the callback.
        method: In capitals, as it is sent.
        node: The operation object.
        item: The path item that holds it, and the one that that one refers to.
        incoming: Whether it is called by them and answered by us.
    """

    label: str
    path: str
    method: str
    node: Node
    item: tuple[Node, ...]
    incoming: bool = False

    @property
    def key(self) -> Key:
        """Its method and its path, whatever the placeholders are called."""
        return self.method, f"webhook {self.path}" if self.label == f"webhook {self.path}" else plain_path(self.path)

    @property
    def placeholders(self) -> list[str]:
        """The names in the path, in its order."""
        return _PLACEHOLDER.findall(self.path)

    @property
    def sent(self) -> Use:
        """The use of what goes with the request."""
        return Use(operation=self.label, direction=Direction.RESPONSE if self.incoming else Direction.REQUEST)


@frozen(eq=False)
class Pair:
    """An operation as it was, and as it is; named as it was.

    Attributes:
        base: As it was.
        revision: As it is.
        sent: The use of what goes with the request.
        answered: The use of what comes back.
    """

    base: Operation
    revision: Operation
    sent: Use = field(init=False)
    answered: Use = field(init=False)

    def __attrs_post_init__(self) -> None:
        back = Direction.REQUEST if self.base.incoming else Direction.RESPONSE
        object.__setattr__(self, "sent", self.base.sent)
        object.__setattr__(self, "answered", Use(operation=self.base.label, direction=back))

    @property
    def label(self) -> str:
        """What it is called."""
        return self.base.label

    @property
    def both(self) -> frozenset[Use]:
        """The one use that stands for the operation as a whole."""
        return frozenset({self.sent})


def plain_path(path: str) -> str:
    """Return a path with its placeholders unnamed."""
    return _PLACEHOLDER.sub("{}", path) if "{" in path else path


def operations_of(document: Document) -> dict[Key, Operation]:
    """Return the operations of the paths and webhooks.

    Raises:
        SpecError: A path or operation is no object, or two operations are the same but for the names in the path.
    """
    root = top(document)
    found: dict[Key, Operation] = {}
    for section in ("paths", "webhooks"):
        incoming = section == "webhooks"
        for path in root.keyed(section):
            if path.startswith("x-") and not incoming:
                continue
            for operation in _under(
                root.document, format_pointer([section, path]), root.keyed(section)[path], path, incoming
            ):
                _register(found, operation)
    return found


def callbacks_of(operation: Operation) -> dict[str, dict[Key, Operation]]:
    """Return what may be called because of an operation, by the names of its callbacks; raises as above."""
    found: dict[str, dict[Key, Operation]] = {}
    for name, callback in operation.node.members("callbacks").items():
        label = f"{operation.label} callback {name}"
        for expression, value in callback.body.items():
            if expression.startswith("x-"):
                continue
            for item in _under(
                callback.document, callback.under(expression), value, expression, not operation.incoming
            ):
                called = Operation(label, item.path, item.method, item.node, item.item, item.incoming)
                _register(found.setdefault(name, {}), called)
    return found


def moves_of(gone: Iterable[Operation], fresh: Iterable[Operation]) -> list[Pair]:
    """Return which operation that is gone is which that is new: of the same id, or an event of the same name."""
    was, now = _by_name(gone), _by_name(fresh)
    return [Pair(operation, now[name]) for name, operation in was.items() if name in now]


def _by_name(operations: Iterable[Operation]) -> dict[tuple[str, str], Operation]:
    """Return those that we call by their ids, those that call us by their names; what stands twice tells nothing."""
    found: dict[tuple[str, str], list[Operation]] = {}
    for operation in operations:
        name = operation.label if operation.incoming else operation.node.body.get("operationId")
        if isinstance(name, str):
            found.setdefault((name, operation.path if operation.incoming else ""), []).append(operation)
    return {name: named[0] for name, named in found.items() if len(named) == 1}


def _register(found: dict[Key, Operation], operation: Operation) -> None:
    other = found.get(operation.key)
    if other is not None:
        what = f"{operation.method} {operation.path} and {other.method} {other.path} are the same operation"
        raise operation.node.error("", what, "keep one of the two")
    found[operation.key] = operation


def _under(document: Document, at: str, value: object, path: str, incoming: bool) -> Iterator[Operation]:
    """Yield the operations of a path item; what it says itself goes before what it refers to."""
    if not isinstance(value, dict):
        raise document.error(at, "the path is not an object", "write its operations as keys and values")
    own = Node(document, at, value)
    item = (own, follow(document, at, value)) if "$ref" in value else (own,)
    seen: set[str] = set()
    for layer in item:
        for method in ALL_METHODS:
            if method in layer.body and method.upper() not in seen:
                seen.add(method.upper())
                yield _one(layer, (method,), path, method.upper(), item, incoming)
        for method in layer.keyed("additionalOperations"):
            if method not in seen:
                seen.add(method)
                yield _one(layer, ("additionalOperations", method), path, method, item, incoming)


def _one(
    layer: Node, way: tuple[str, ...], path: str, method: str, item: tuple[Node, ...], incoming: bool
) -> Operation:
    value = layer.body
    for part in way:
        inner = value[part]
        if not isinstance(inner, dict):
            raise layer.document.error(layer.under(*way), "the operation is not an object", "write keys and values")
        value = inner
    label = f"webhook {path}" if incoming else f"{method} {path}"
    return Operation(label, path, method, Node(layer.document, layer.under(*way), value), item, incoming)
