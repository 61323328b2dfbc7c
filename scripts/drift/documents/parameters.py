"""Compare the parameters of operations and their paths."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.drift.documents.bodies import compare_value_schemas
from scripts.drift.documents.context import SUNSETS, NodePair
from scripts.drift.documents.resolver import follow
from scripts.drift.documents.serialisation import compare_serialisation, only_media
from scripts.drift.recorder import OPERATIONS
from scripts.drift.schemas.values_in_text import values_in_text

if TYPE_CHECKING:
    from scripts.drift.documents.context import Context
    from scripts.drift.documents.operations import ComparedOperation, OperationPair
    from scripts.drift.documents.resolver import Node
    from scripts.oas.document import Json

_DEFAULT_STYLES = {"path": "simple", "header": "simple", "query": "form", "cookie": "form", "querystring": "form"}
# https://spec.openapis.org/oas/v3.1.1.html#parameter-object: parameters of these names shall be ignored.
_IGNORED_HEADERS = frozenset({"accept", "content-type", "authorization"})
_COMPARED = frozenset(
    {"name", "in", "required", "schema", "content", "style", "explode", "allowReserved", "allowEmptyValue"}
    | {"deprecated", *SUNSETS}
)

Key = tuple[str, str]
"""Location and name; for a path parameter the position instead of the name, which is not sent."""


def compare_parameters(context: Context, pair: OperationPair) -> None:
    """Compare the parameters of two operations, those of their paths included.

    Raises:
        SpecError: A parameter has a wrong type.
    """
    use = pair.base.request_use
    old, new = _parameters_of(pair.base), _parameters_of(pair.revision)
    for key, node in old.items():
        if key in new:
            _compare_parameter(context, NodePair(node, new[key], use, _subject(node)))
    removed = {key: node for key, node in old.items() if key not in new}
    added = {key: node for key, node in new.items() if key not in old}
    for was, now in _moves(removed, added):
        subject = f"parameter `{_name(removed[was])}` of {OPERATIONS}"
        _compare_moved(context, NodePair(removed.pop(was), added.pop(now), use, subject))
    for node in removed.values():
        context.removed("parameter-removed", node, use, _subject(node), before=_summary(node))
    for node in added.values():
        variant = "optional"
        if _is_required(node):
            variant = "required"
        context.added("parameter-added", node, use, _subject(node), variant=variant, after=_summary(node))


def _parameters_of(operation: ComparedOperation) -> dict[Key, Node]:
    """Return the parameters of an operation; its own win over those of its path item, and these over a reference's.

    Raises:
        SpecError: A parameter has a wrong type, or two in one list differ under the same name.
    """
    parameters: dict[Key, Node] = {}
    for layer in (*reversed(operation.item), operation.node):
        parameters |= _list_of_parameters(layer, operation.placeholders)
    return parameters


def _list_of_parameters(holder: Node, placeholders: list[str]) -> dict[Key, Node]:
    parameters: dict[Key, Node] = {}
    for index, node in enumerate(holder.items("parameters")):
        location, name = _location(node), _name(node)
        only_media(node)
        if location == "header":  # https://www.rfc-editor.org/rfc/rfc9110#section-5.1: case-insensitive
            name = name.lower()
            if name in _IGNORED_HEADERS:
                continue
        elif location == "path" and name in placeholders:
            name = f"{{{placeholders.index(name)}}}"
        other = parameters.setdefault((location, name), node)
        if other.body != node.body:
            at = holder.pointer("parameters", index)
            what = f"the {location} parameter {_name(node)!r} is listed twice"
            raise node.document.error(at, what, "keep one of the two")
        parameters[location, name] = node
    return parameters


def _location(node: Node) -> str:
    location = node.text("in")
    if location not in _DEFAULT_STYLES:
        raise node.error("in", f"a parameter cannot be in {location!r}", f"use one of {', '.join(_DEFAULT_STYLES)}")
    return location


def _name(node: Node) -> str:
    name = node.text("name")
    if name is None:
        raise node.error("", "the parameter has no name", "write 'name'")
    return name


def _subject(node: Node) -> str:
    return f"{_location(node)} parameter `{_name(node)}` of {OPERATIONS}"


def _is_required(node: Node) -> bool:
    # One in the path always is: https://spec.openapis.org/oas/v3.1.1.html#parameter-object
    return _location(node) == "path" or node.flag("required")


def _summary(node: Node) -> Json:
    return {"in": _location(node), "name": _name(node), "required": _is_required(node)}


def _moves(removed: dict[Key, Node], added: dict[Key, Node]) -> list[tuple[Key, Key]]:
    """Return old and new keys of the parameters that moved to another location, as far as that is unambiguous."""
    moves = []
    for was, node in removed.items():
        name = _name(node).lower()
        targets = [now for now, other in added.items() if _name(other).lower() == name and now[0] != was[0]]
        sources = [key for key, other in removed.items() if _name(other).lower() == name]
        if len(targets) == len(sources) == 1:
            moves.append((was, targets[0]))
    return moves


def _compare_moved(context: Context, nodes: NodePair) -> None:
    old, new = _location(nodes.base), _location(nodes.revision)
    message = f"The {nodes.subject} moved from {_location_name(old)} to {_location_name(new)}."
    context.changed("parameter-moved", nodes, message, key="in", before=old, after=new)
    _compare_parameter(context, nodes, moved=True)


def _location_name(location: str) -> str:
    if location in ("header", "cookie"):
        return f"a {location}"
    return f"the {location}"


def _compare_parameter(context: Context, nodes: NodePair, *, moved: bool = False) -> None:
    """Compare two parameters; of a moved one, the style of either location is not a change of its own."""
    required, optional = ("parameter-required", "is required now"), ("parameter-optional", "is no longer required")
    old, new = _is_required(nodes.base), _is_required(nodes.revision)
    context.flag_changed(nodes, "required", old, new, required, optional)
    if not moved:
        allowed = ("empty-value-allowed", "may be sent without a value")
        refused = ("empty-value-refused", "may no longer be sent without a value")
        context.compare_flag(nodes, "allowEmptyValue", allowed, refused)
        styles = (_DEFAULT_STYLES[_location(nodes.base)], _DEFAULT_STYLES[_location(nodes.revision)])
        compare_serialisation(context, nodes, "parameter-serialised-otherwise", styles)
    compare_value_schemas(context, nodes)
    context.compare_lifetime(nodes)
    compared = _COMPARED
    if _compare_listed_values(context, nodes):
        compared |= {"description"}
    context.compare_prose(nodes, compared)


def _compare_listed_values(context: Context, nodes: NodePair) -> bool:
    """Record that the description lists further values, which the schema does not; return whether it does."""
    # Parts that both files write alike are one object (`reuse_parts`): there is nothing to compare.
    if nodes.base.body is nodes.revision.body:
        return False
    before, after = _values_in_description(nodes.base), _values_in_description(nodes.revision)
    if not set(after) - set(before):
        return False
    if set(before) <= _enum(nodes.base) and set(after) == _enum(nodes.revision):
        return False
    now, was = (", ".join(values) or "none" for values in (after, before))
    message = f"The text of the {nodes.subject} now lists the values {now}, it listed {was}."
    context.changed("values-in-text-changed", nodes, message, key="description", before=[*before], after=[*after])
    return True


def _values_in_description(node: Node) -> tuple[str, ...]:
    text = node.body.get("description")
    if isinstance(text, str):
        return values_in_text(text)
    return ()


def _enum(node: Node) -> set[str]:
    schema = node.body.get("schema")
    if not isinstance(schema, dict):
        return set()
    enum = follow(node.document, node.pointer("schema"), schema).body.get("enum")
    if isinstance(enum, list):
        return {str(value) for value in enum}
    return set()
