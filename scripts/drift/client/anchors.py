"""Where in a document a name of the generated package comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, field, frozen

from scripts.codegen.forms.context import references
from scripts.oas.operations import path_operations
from scripts.oas.pointers import child_pointer, format_pointer, parse_pointer, resolve_pointer
from scripts.oas.references import follow_if_possible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from scripts.drift.client.generated_side import Made
    from scripts.oas.document import Json, JsonObject

_INSIDE = ("items", "additionalProperties")
_COMPOSED = ("allOf", "anyOf", "oneOf")
_SCHEMAS = "/components/schemas/"


@frozen(kw_only=True)
class Anchor:
    """Places of a name: ``own`` says it there, ``named`` is what is referred to from there, ``operation`` uses it."""

    own: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()
    operation: str | None = None

    def __or__(self, other: Anchor) -> Anchor:
        return Anchor(
            own=self.own | other.own, named=self.named | other.named, operation=self.operation or other.operation
        )


@define(kw_only=True, eq=False)
class Anchors:
    """The places of all names of one package."""

    made: Made
    _classes: Mapping[str, frozenset[str]] = field(init=False)
    _holders: Mapping[str, frozenset[str]] = field(init=False)

    @_classes.default
    def _find_classes(self) -> Mapping[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        for key, name in self.made.normal.classes.items():
            found.setdefault(name, set()).add(format_pointer(["components", "schemas", key]))
        doc = self.made.normal.document
        waiting = list(found)
        for places, part in self._parts():
            for name in references(part):
                if name not in found:  # it was written inline, and has been given a name
                    found[name] = places
                    waiting.append(name)
        while waiting:
            outer = waiting.pop()
            for wire, schema in doc["components"]["schemas"].get(outer, {}).get("properties", {}).items():
                for name in references(schema):
                    if name not in found:
                        found[name] = set(self._properties(found[outer], wire)) or set(found[outer])
                        waiting.append(name)
            for name in references(doc["components"]["schemas"].get(outer, {})):
                if name not in found:
                    found[name] = set(found[outer])
                    waiting.append(name)
        return {name: frozenset(places) for name, places in found.items()}

    def _parts(self) -> Iterator[tuple[set[str], Json]]:
        """Yield the parts of operations that hold schemas, each with where it stands."""
        for operation in path_operations(self.made.normal.document):
            at = operation.keys
            for item in operation.node.get("parameters", ()):
                yield self._declared(at, [(item["in"], item["name"])]), item
            for part in ("requestBody", "responses"):
                yield {format_pointer([*at, part])}, operation.node.get(part, {})

    @_holders.default
    def _find_holders(self) -> Mapping[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        for place, target in _references(self.made.side.document, ()):
            found.setdefault(target, set()).add(format_pointer(place))
        return {target: frozenset(places) for target, places in found.items()}

    def of(self, target: str) -> Anchor:
        """Return the places of a name inside the package, as ``Symbol.name`` has it behind the package."""
        if target.startswith("models."):
            _, name, *rest = target.split(".")
            return self._of_class(name, rest[0] if rest else None)
        module, bracket, argument = target.partition("(")
        operation = self.made.surface.operations.get(module.removesuffix(".sync"))
        operation = operation or self.made.surface.operations.get(module.rpartition(".")[0])
        if operation is None:
            return Anchor()
        at = ("paths", operation.path, operation.method.lower())
        called = f"{operation.method} {operation.path}"
        if bracket:
            places = self._argument(operation.module, at, argument.removesuffix(")"))
        elif module.endswith(".sync"):
            places = {format_pointer([*at, "responses"])}
        else:
            places = {format_pointer(at)}
        return Anchor(own=frozenset(places), named=self._named(places), operation=called)

    def holders(self, places: Iterable[str]) -> frozenset[str]:
        """Return the places that refer to what stands at these places, or above them."""
        found: set[str] = set()
        for place in places:
            parts = parse_pointer(place)
            for length in range(3, len(parts) + 1):
                found |= self._holders.get(format_pointer(parts[:length]), frozenset())
        return frozenset(found)

    def _of_class(self, name: str, member: str | None) -> Anchor:
        places = self._classes.get(name, frozenset())
        if member is None or name not in self.made.surface.classes:
            return Anchor(own=places)
        planned = next(item for item in self.made.plan.modules.values() if getattr(item, "name", None) == name)
        attributes: Mapping[str, str] = getattr(planned, "attributes", {})
        wires = [wire for wire, attribute in attributes.items() if attribute == member]
        own = frozenset(found for wire in wires for found in self._properties(places, wire))
        own = own if attributes else places  # of an enum the whole; what a model does not have stands nowhere
        return Anchor(own=own, named=self._named(own))

    def _argument(self, module: str, at: tuple[str, ...], argument: str) -> set[str]:
        if argument in ("body", "media_type"):
            return {format_pointer([*at, "requestBody"])}
        if argument == "client":
            return {format_pointer([*at, "security"]), "/security"}
        planned = self.made.plan.modules[f"{module.replace('.', '/')}.py"]
        return self._declared(at, [key for key, name in getattr(planned, "parameters", {}).items() if name == argument])

    def _declared(self, at: tuple[str, ...], keys: list[tuple[str, str]]) -> set[str]:
        """Return where an operation, or its path, declares the parameters of these places and names."""
        found: set[str] = set()
        for holder in (at, at[:-1]):
            listed = resolve_pointer(self.made.side.document, format_pointer([*holder, "parameters"]))
            for index, item in enumerate(listed if isinstance(listed, list) else ()):
                stated = format_pointer([*holder, "parameters", index])
                place, node = follow_if_possible(self.made.side.document, item, stated)
                if isinstance(node, dict) and (node.get("in"), node.get("name")) in keys:
                    found |= {stated, place}
        return found

    def _named(self, places: Iterable[str]) -> frozenset[str]:
        """Return the components that are referred to from these places; through those that are no class as well."""
        found: set[str] = set()
        waiting = list(places)
        while waiting:
            for _, target in _references(resolve_pointer(self.made.side.document, waiting.pop()), ()):
                if target not in found:
                    found.add(target)
                    key = parse_pointer(target)[-1]
                    if self.made.normal.classes.get(key) not in self.made.surface.classes:
                        waiting.append(target)
        return frozenset(found)

    def _properties(self, places: Iterable[str], wire: str) -> Iterator[str]:
        """Yield the places of a property of the schemas at these places, written there or composed of others."""
        waiting = list(places)
        seen: set[str] = set()
        while waiting:
            at = waiting.pop(0)
            document = self.made.side.document
            place, node = follow_if_possible(document, resolve_pointer(document, at), at)
            if place in seen or not isinstance(node, dict):
                continue
            seen.add(place)
            properties = node.get("properties")
            if isinstance(properties, dict) and wire in properties:
                yield child_pointer(place, "properties", wire)
                continue
            for key in _COMPOSED:
                members = node.get(key)
                waiting += [
                    child_pointer(place, key, n) for n in range(len(members) if isinstance(members, list) else 0)
                ]
            waiting += [child_pointer(place, key) for key in (*_INSIDE, "content", "schema") if key in node]
            if place.endswith(("/content", "/responses")):
                waiting += [child_pointer(place, key) for key in node]

    def _with(self, place: str) -> tuple[str, Json]:
        return place, resolve_pointer(self.made.side.document, place)


def _references(root: Json, at: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield the place and the target of every reference below a node."""
    waiting: list[tuple[Json, tuple[str | int, ...]]] = [(root, at)]
    while waiting:
        node, place = waiting.pop()
        if isinstance(node, dict):
            reference: Json | JsonObject = node.get("$ref")
            if isinstance(reference, str) and reference.startswith("#/"):
                yield place, reference.removeprefix("#")
            waiting += [(value, (*place, key)) for key, value in node.items()]
        elif isinstance(node, list):
            waiting += [(value, (*place, index)) for index, value in enumerate(node)]
