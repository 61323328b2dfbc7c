"""Find the places in a document that a name of the generated package comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, field, frozen

from scripts.codegen.forms.model_imports import references
from scripts.oas.document import items_of
from scripts.oas.operations import path_operations
from scripts.oas.pointers import child_pointer, format_pointer, parse_pointer, resolve_pointer
from scripts.oas.references import follow_if_possible, local_pointer, references_below

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from scripts.drift.client.generated_package import GeneratedPackage
    from scripts.oas.document import Json

_INSIDE = ("items", "additionalProperties")
_COMPOSED = ("allOf", "anyOf", "oneOf")


@frozen(kw_only=True)
class NamePlaces:
    """The places of a name.

    Attributes:
        own: JSON pointers of what it is generated from.
        referenced: JSON pointers of the components that those refer to.
        operation: The operation whose name it is, or None.
    """

    own: frozenset[str] = frozenset()
    referenced: frozenset[str] = frozenset()
    operation: str | None = None

    def __or__(self, other: NamePlaces) -> NamePlaces:
        return NamePlaces(
            own=self.own | other.own,
            referenced=self.referenced | other.referenced,
            operation=self.operation or other.operation,
        )


@define(kw_only=True, eq=False)
class PlaceIndex:
    """The places of all names of one package."""

    package: GeneratedPackage
    _classes: Mapping[str, frozenset[str]] = field(init=False)
    _holders: Mapping[str, frozenset[str]] = field(init=False)

    @_classes.default
    def _find_classes(self) -> Mapping[str, frozenset[str]]:
        places: dict[str, set[str]] = {}
        for key, name in self.package.normal.classes.items():
            places.setdefault(name, set()).add(format_pointer(["components", "schemas", key]))
        schemas = self.package.normal.document["components"]["schemas"]
        waiting = list(places)
        # Schemas without a place of their own were written inline: the generator gave them names.
        for part_places, part in self._parts():
            for name in references(part):
                if name not in places:
                    places[name] = part_places
                    waiting.append(name)
        while waiting:
            outer = waiting.pop()
            schema = schemas.get(outer, {})
            for wire, inner in schema.get("properties", {}).items():
                for name in references(inner):
                    if name not in places:
                        places[name] = set(self._properties(places[outer], wire)) or set(places[outer])
                        waiting.append(name)
            for name in references(schema):
                if name not in places:
                    places[name] = set(places[outer])
                    waiting.append(name)
        return {name: frozenset(pointers) for name, pointers in places.items()}

    def _parts(self) -> Iterator[tuple[set[str], Json]]:
        """Yield the parts of operations with schemas, each with its places."""
        for operation in path_operations(self.package.normal.document):
            at = operation.keys
            for item in operation.node.get("parameters", ()):
                yield self._declared(at, [(item["in"], item["name"])]), item
            for part in ("requestBody", "responses"):
                yield {format_pointer([*at, part])}, operation.node.get(part, {})

    @_holders.default
    def _find_holders(self) -> Mapping[str, frozenset[str]]:
        holders: dict[str, set[str]] = {}
        for place, target in _targets(self.package.source.document):
            holders.setdefault(target, set()).add(format_pointer(place))
        return {target: frozenset(places) for target, places in holders.items()}

    def of(self, target: str) -> NamePlaces:
        """Return the places of a name, given as ``Symbol.name`` without the package."""
        if target.startswith("models."):
            _, name, *rest = target.split(".")
            return self._of_class(name, rest[0] if rest else None)
        module, bracket, argument = target.partition("(")
        operation = self.package.api.operations.get(module.removesuffix(".sync"))
        operation = operation or self.package.api.operations.get(module.rpartition(".")[0])
        if operation is None:
            return NamePlaces()
        at = ("paths", operation.path, operation.method.lower())
        label = f"{operation.method} {operation.path}"
        if bracket:
            places = self._argument(operation.module, at, argument.removesuffix(")"))
        elif module.endswith(".sync"):
            places = {format_pointer([*at, "responses"])}
        else:
            places = {format_pointer(at)}
        return NamePlaces(own=frozenset(places), referenced=self._referenced(places), operation=label)

    def holders(self, places: Iterable[str]) -> frozenset[str]:
        """Return the places of references to these places, or to nodes above them."""
        holders: set[str] = set()
        for place in places:
            parts = parse_pointer(place)
            for length in range(3, len(parts) + 1):
                holders |= self._holders.get(format_pointer(parts[:length]), frozenset())
        return frozenset(holders)

    def _of_class(self, name: str, member: str | None) -> NamePlaces:
        places = self._classes.get(name, frozenset())
        if member is None or name not in self.package.api.classes:
            return NamePlaces(own=places)
        expected = next(item for item in self.package.expected.modules.values() if getattr(item, "name", None) == name)
        attributes: Mapping[str, str] = getattr(expected, "attributes", {})
        wires = [wire for wire, attribute in attributes.items() if attribute == member]
        own = places  # an enum's members have the place of the enum
        if attributes:
            own = frozenset(place for wire in wires for place in self._properties(places, wire))
        return NamePlaces(own=own, referenced=self._referenced(own))

    def _argument(self, module: str, at: tuple[str, ...], argument: str) -> set[str]:
        if argument in ("body", "media_type"):
            return {format_pointer([*at, "requestBody"])}
        if argument == "client":
            return {format_pointer([*at, "security"]), "/security"}
        expected = self.package.expected.modules[f"{module.replace('.', '/')}.py"]
        return self._declared(
            at, [key for key, name in getattr(expected, "parameters", {}).items() if name == argument]
        )

    def _declared(self, at: tuple[str, ...], keys: list[tuple[str, str]]) -> set[str]:
        """Return where an operation, or its path item, declares parameters with these locations (``in``) and names."""
        places: set[str] = set()
        for holder in (at, at[:-1]):
            listed = resolve_pointer(self.package.source.document, format_pointer([*holder, "parameters"]))
            for index, item in enumerate(items_of(listed)):
                stated = format_pointer([*holder, "parameters", index])
                place, node = follow_if_possible(self.package.source.document, item, stated)
                if isinstance(node, dict) and (node.get("in"), node.get("name")) in keys:
                    places |= {stated, place}
        return places

    def _referenced(self, places: Iterable[str]) -> frozenset[str]:
        """Return the components that these places refer to, also through components that are not classes."""
        targets: set[str] = set()
        waiting = list(places)
        while waiting:
            for _, target in _targets(resolve_pointer(self.package.source.document, waiting.pop())):
                if target not in targets:
                    targets.add(target)
                    key = parse_pointer(target)[-1]
                    if self.package.normal.classes.get(key) not in self.package.api.classes:
                        waiting.append(target)
        return frozenset(targets)

    def _properties(self, places: Iterable[str], wire: str) -> Iterator[str]:
        """Yield the places of a property of the schemas at these places, or of those that they are composed of."""
        waiting = list(places)
        seen: set[str] = set()
        while waiting:
            at = waiting.pop(0)
            document = self.package.source.document
            place, node = follow_if_possible(document, resolve_pointer(document, at), at)
            if place in seen or not isinstance(node, dict):
                continue
            seen.add(place)
            properties = node.get("properties")
            if isinstance(properties, dict) and wire in properties:
                yield child_pointer(place, "properties", wire)
                continue
            for key in _COMPOSED:
                waiting += [child_pointer(place, key, index) for index in range(len(items_of(node.get(key))))]
            waiting += [child_pointer(place, key) for key in (*_INSIDE, "content", "schema") if key in node]
            if place.endswith(("/content", "/responses")):
                waiting += [child_pointer(place, key) for key in node]


def _targets(root: Json) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield place and target of every local reference below a node."""
    for place, reference in references_below(root):
        target = local_pointer(reference)
        if target:
            yield place, target
