"""The operations of two documents, callbacks included, and which belong together."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from scripts.drift.change import Direction, Use
from scripts.drift.documents.context import NodePair
from scripts.drift.documents.resolver import Node, follow, root_of
from scripts.oas.operations import ALL_METHODS, unnamed_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scripts.drift.documents.context import Context
    from scripts.oas.document import Document, Json

Key = tuple[str, str]
"""A method in capitals, and a path whose placeholders have no names."""

_PLACEHOLDER = re.compile(r"\{([^/{}]*)\}")


@frozen(eq=False, kw_only=True)
class ComparedOperation:
    """An operation of one document.

    Unlike ``scripts.oas.operations.Operation`` it may be one of a callback, or come from a reference to a path item.

    Attributes:
        label: ``POST /videos``, ``webhook NAME``, ``POST /videos callback NAME``.
        path: The path, the name of the webhook, or the expression of the callback.
        method: In capitals.
        node: The operation object.
        item: The path item that holds it, and the target of that item's reference.
        incoming: Whether the provider calls it and the client responds.
    """

    label: str
    path: str
    method: str
    node: Node
    item: tuple[Node, ...]
    incoming: bool

    @property
    def key(self) -> Key:
        """Method and path, whatever the placeholders are called."""
        if self.label == f"webhook {self.path}":
            return self.method, self.label
        # Paths that differ in the names of placeholders only are identical, and must not both exist:
        # https://spec.openapis.org/oas/v3.1.1.html#paths-object
        return self.method, unnamed_path(self.path)

    @property
    def placeholders(self) -> list[str]:
        """The names in the path, in order."""
        return _PLACEHOLDER.findall(self.path)

    @property
    def request_use(self) -> Use:
        """The use of the request; the client reads the request of a webhook."""
        return self._use(Direction.RESPONSE if self.incoming else Direction.REQUEST)

    @property
    def response_use(self) -> Use:
        """The use of the response."""
        return self._use(Direction.REQUEST if self.incoming else Direction.RESPONSE)

    def _use(self, direction: Direction) -> Use:
        return Use(operation=self.label, direction=direction)


@frozen(eq=False)
class OperationPair:
    """An operation in the base and in the revision; uses have the base's label."""

    base: ComparedOperation
    revision: ComparedOperation

    @property
    def nodes(self) -> tuple[Node, Node]:
        """Both operation objects."""
        return self.base.node, self.revision.node


def operations_of(document: Document) -> dict[Key, ComparedOperation]:
    """Return the operations of the paths and webhooks.

    Raises:
        SpecError: A path or operation is not an object, or two operations differ in the names of placeholders only.
    """
    root = root_of(document)
    operations: dict[Key, ComparedOperation] = {}
    for section in ("paths", "webhooks"):
        incoming = section == "webhooks"
        for path, item in root.object_at(section).items():
            label = ""
            if incoming:
                label = f"webhook {path}"
            elif path.startswith("x-"):
                continue
            _add_item(operations, root, root.pointer(section, path), item, path, label, incoming=incoming)
    return operations


def _callbacks_of(operation: ComparedOperation) -> dict[str, dict[Key, ComparedOperation]]:
    """Return the operations of an operation's callbacks by name; raises as ``operations_of``."""
    callbacks: dict[str, dict[Key, ComparedOperation]] = {}
    for name, callback in operation.node.members("callbacks").items():
        label = f"{operation.label} callback {name}"
        # The key is an expression for the address: https://spec.openapis.org/oas/v3.1.1.html#callback-object
        for expression, item in callback.body.items():
            if not expression.startswith("x-"):
                operations = callbacks.setdefault(name, {})
                at = callback.pointer(expression)
                _add_item(operations, callback, at, item, expression, label, incoming=not operation.incoming)
    return callbacks


def _add_item(
    operations: dict[Key, ComparedOperation],
    holder: Node,
    at: str,
    value: Json,
    path: str,
    label: str,
    *,
    incoming: bool,
) -> None:
    """Add the operations of a path item; its own members win over those of the item that it refers to."""
    document = holder.document
    if not isinstance(value, dict):
        raise document.error(at, "the path is not an object", "write its operations as keys and values")
    item: tuple[Node, ...] = (Node(document, at, value),)
    # Undefined where a path item has both: https://spec.openapis.org/oas/v3.1.1.html#path-item-object
    if "$ref" in value:
        item = (*item, follow(document, at, value))
    nodes: dict[str, Node] = {}
    for layer in item:
        for keys, body in _operations_in(layer):
            method = keys[-1]
            if len(keys) == 1:  # additionalOperations spell their methods as they are sent
                method = method.upper()
            if method in nodes:
                continue
            if not isinstance(body, dict):
                raise document.error(layer.pointer(*keys), "the operation is not an object", "write keys and values")
            nodes[method] = Node(document, layer.pointer(*keys), body)
    for method, node in nodes.items():
        operation = ComparedOperation(
            label=label or f"{method} {path}", path=path, method=method, node=node, item=item, incoming=incoming
        )
        other = operations.setdefault(operation.key, operation)
        if other is not operation:
            what = f"{method} {path} and {other.method} {other.path} are the same operation"
            raise node.error("", what, "keep one of the two")


def _operations_in(item: Node) -> Iterator[tuple[tuple[str, ...], Json]]:
    """Yield keys and value of each operation; ``additionalOperations`` came with OpenAPI 3.2."""
    for method in ALL_METHODS:
        if method in item.body:
            yield (method,), item.body[method]
    for method, body in item.object_at("additionalOperations").items():
        yield ("additionalOperations", method), body


def moved_pairs(removed: Iterable[ComparedOperation], added: Iterable[ComparedOperation]) -> list[OperationPair]:
    """Return the removed and added operations with the same id, and webhooks and callbacks with the same name."""
    old, new = _by_name(removed), _by_name(added)
    return [OperationPair(operation, new[name]) for name, operation in old.items() if name in new]


def _by_name(operations: Iterable[ComparedOperation]) -> dict[tuple[str, str], ComparedOperation]:
    """Return operations by id, incoming ones by name; ambiguous ones are left out."""
    groups: dict[tuple[str, str], list[ComparedOperation]] = {}
    for operation in operations:
        name, path = operation.node.body.get("operationId"), ""
        if operation.incoming:  # its name is what the document calls it; an id it may lack
            name, path = operation.label, operation.path
        if isinstance(name, str):
            groups.setdefault((name, path), []).append(operation)
    return {name: group[0] for name, group in groups.items() if len(group) == 1}


Callbacks = dict[Key, ComparedOperation]


def matching_callbacks(context: Context, pair: OperationPair) -> Iterator[tuple[Callbacks, Callbacks]]:
    """Yield the operations of the callbacks of the same name, under comparable keys; records moved addresses.

    Raises:
        SpecError: A callback has a wrong type.
    """
    old, new = _callbacks_of(pair.base), _callbacks_of(pair.revision)
    for name in {**old, **new}:
        before, after = old.get(name, {}), new.get(name, {})
        yield before, _under_old_expression(context, before, after)


def _under_old_expression(context: Context, old: Callbacks, new: Callbacks) -> Callbacks:
    """Return new callbacks under the old expression, if one expression replaced another; records that."""
    removed, added = {key[1] for key in old if key not in new}, {key[1] for key in new if key not in old}
    if len(removed) != 1 or len(added) != 1:
        return new
    (was,), (now,) = removed, added
    renamed = {(key[0], was if key[1] == now else key[1]): operation for key, operation in new.items()}
    for key, operation in old.items():
        other = renamed.get(key)
        if key[1] == was and other is not None:
            message = f"The address of {operation.label} is read from {other.path}, not {operation.path}."
            nodes = NodePair(operation.node, other.node, operation.request_use, operation.label)
            context.changed("callback-moved", nodes, message, before=operation.path, after=other.path)
            renamed[key] = evolve(other, path=operation.path)
    return renamed
