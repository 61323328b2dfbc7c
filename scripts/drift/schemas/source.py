"""Find schemas in a document: by pointer, by reference, and the references below a schema."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from scripts.drift.change import Direction
from scripts.drift.schemas.keyword_groups import COMBINED, CONSTRAINTS, INNER, LISTS, MAPS, REFERENCES
from scripts.oas.pointers import child, child_pointer, escape, unescape
from scripts.oas.references import local_pointer, mapping_reference

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.oas.document import Document
    from scripts.oas.problems import SpecError

Hidden = frozenset[Direction]
"""The directions that a part is excluded from: ``readOnly`` excludes requests, ``writeOnly`` responses."""

NOT_HIDDEN: Hidden = frozenset()
HIDING = {"readOnly": Direction.REQUEST, "writeOnly": Direction.RESPONSE}
_FOLLOWED = frozenset({*INNER, *LISTS, *MAPS, *REFERENCES, "discriminator"})

_COMPONENTS = "/components/schemas/"
MAX_CHAIN = 200  # references in a row
MAX_STEPS = 2_000_000
MAX_POINTER = 5_000  # keys in a pointer: no document is as deep


class Source:
    """The schemas of a document; each lookup is cached."""

    def __init__(self, document: Document) -> None:
        root = document.root
        self.document = document
        self.is_3_0 = str(root.get("openapi", "")).startswith("3.0")
        self.steps = 0
        components: Any = child(root.get("components"), "schemas")
        self.components: dict[str, Any] = components if isinstance(components, dict) else {}
        self._anchors: dict[str, list[str]] | None = None
        self._targets: dict[str, str] = {}
        self._values: dict[str, Any] = {"": root}

    def spend(self, amount: int, at: str) -> None:
        """Count work: a small document can ask for a comparison without end.

        Raises:
            SpecError: The limit is exceeded.
        """
        self.steps += amount
        if self.steps > MAX_STEPS:
            raise self.error(at, "the document is too large to compare", "look at fewer operations with --select")

    def node(self, at: str) -> Any:
        """Return the schema at a pointer.

        Raises:
            SpecError: There is none.
        """
        value = self._value(at)
        if not isinstance(value, dict | bool):
            raise self.error(at, "a schema is expected here", "write an object, true or false")
        return value

    def has(self, at: str) -> bool:
        """Whether there is a schema at a pointer."""
        return isinstance(self._value(at), dict | bool)

    def _value(self, at: str) -> Any:
        """Return the value at a pointer, or None; the values above it are cached for its neighbours."""
        if at in self._values:
            return self._values[at]
        if at.count("/") > MAX_POINTER:
            return None
        pointer, missing = at, list[str]()
        while pointer not in self._values:
            pointer, _, token = pointer.rpartition("/")
            missing.append(token)
        value = self._values[pointer]
        for token in reversed(missing):
            value = child(value, unescape(token))
            pointer = f"{pointer}/{token}"
            self._values[pointer] = value
        return value

    def error(self, at: str, what: str, fix: str) -> SpecError:
        """Return (not raise) a problem at a place of this document."""
        return self.document.error(at, what, fix)

    def component(self, at: str) -> str | None:
        """Return the name of the component schema at a pointer; None for any other pointer."""
        if at.startswith(_COMPONENTS) and "/" not in at[len(_COMPONENTS) :]:
            return unescape(at[len(_COMPONENTS) :])
        return None

    def reference(self, node: dict[str, Any], at: str) -> str | None:
        """Return the pointer of the target of a schema's reference; None if it has no reference.

        Raises:
            SpecError: The target is missing, or in another document.
        """
        for key in REFERENCES:
            if key in node:
                return self._target(key, node[key], at)
        return None

    def mapped(self, discriminator: Any) -> dict[str, str]:
        """Return the pointers of the schemas in the mapping of a discriminator, by value; missing ones are left out."""
        mapping = child(discriminator, "mapping")
        targets: dict[str, str] = {}
        if not isinstance(mapping, dict):
            return targets
        for value, name in mapping.items():
            if isinstance(name, str):
                target = local_pointer(mapping_reference(name))
                if target is not None and self.has(target):
                    targets[str(value)] = target
        return targets

    def _target(self, key: str, reference: Any, at: str) -> str:
        if not isinstance(reference, str):
            raise self.error(at, f"{key} is not text", "write '#/components/schemas/NAME'")
        if not reference.startswith("#"):
            what = f"{key} {reference!r} leads out of the document"
            raise self.error(at, what, "bundle the documents into one before comparing")
        if key == "$recursiveRef":
            return self._nearest_above(at, "$recursiveAnchor", True) or self._component_around(at, reference)
        if reference not in self._targets:
            fragment = unquote(reference[1:])
            if fragment and not fragment.startswith("/"):
                return self._anchor(fragment, key, at)  # not cached: it may depend on the place of the reference
            target = local_pointer(reference)
            if target is None or not self.has(target):
                raise self.error(at, f"{key} {reference!r} leads nowhere", "point it to a schema of this document")
            self._targets[reference] = target
        return self._targets[reference]

    def _component_around(self, at: str, reference: str) -> str:
        parts = at.split("/")
        if at.startswith(_COMPONENTS) and len(parts) > 3:
            return "/".join(parts[:4])
        raise self.error(at, f"$recursiveRef {reference!r} has no $recursiveAnchor above it", "use $ref")

    def _nearest_above(self, at: str, key: str, value: object) -> str | None:
        pointer = at
        while pointer:
            if child(self._value(pointer), key) == value:
                return pointer
            pointer = pointer.rpartition("/")[0]
        return None

    def _anchor(self, name: str, key: str, at: str) -> str:
        # Which anchor wins depends on the schemas that lead to the reference; without these, the nearest above it does:
        # https://json-schema.org/draft/2020-12/json-schema-core#section-8.2.3.2
        if key == "$dynamicRef" and (near := self._nearest_above(at, "$dynamicAnchor", name)):
            return near
        if self._anchors is None:
            self._anchors = _anchors(self.document.root)
        places = self._anchors.get(name, [])
        if len(places) != 1:
            what = "may lead to several places"
            if not places:
                what = "leads nowhere"
            raise self.error(at, f"{key} '#{name}' {what}", "point it to a component with $ref")
        return places[0]

    def peel(self, at: str) -> str | None:
        """Return the pointer of the one schema that a schema consists of, or None.

        That is ``$ref``, or ``allOf``, ``anyOf`` or ``oneOf`` of a single member, without another constraint.
        """
        node = self.node(at)
        if not isinstance(node, dict):
            return None
        if self.is_3_0 and "$ref" in node:  # OpenAPI 3.0 ignores the siblings of $ref
            return self.reference(node, at)
        constraints = CONSTRAINTS.intersection(node)
        if "discriminator" in constraints and not {"anyOf", "oneOf"} & constraints:
            constraints -= {"discriminator"}
        if "nullable" in constraints and node["nullable"] is not True:
            constraints -= {"nullable"}
        if len(constraints) != 1:
            return None
        (key,) = constraints
        if key in REFERENCES:
            return self.reference(node, at)
        if key in COMBINED and isinstance(node[key], list) and len(node[key]) == 1:
            return f"{at}/{key}/0"
        return None

    def check_chain(self, at: str) -> None:
        """Follow a schema as long as it only refers to another one.

        Raises:
            SpecError: The references form a circle.
        """
        seen = [at]
        while (target := self.peel(seen[-1])) is not None:
            if target in seen or len(seen) > MAX_CHAIN:
                raise self.error(at, "references lead round in a circle", "let one of them lead to a schema")
            seen.append(target)


def _anchors(root: Any) -> dict[str, list[str]]:
    """Return the pointers of all anchors of a document by name."""
    places: dict[str, list[str]] = {}
    remaining: list[tuple[str, Any]] = [("", root)]
    while remaining:
        at, node = remaining.pop()
        if isinstance(node, dict):
            for key in ("$anchor", "$dynamicAnchor"):
                name = node.get(key)
                if isinstance(name, str) and at not in places.setdefault(name, []):
                    places[name].append(at)
            remaining.extend((child_pointer(at, key), value) for key, value in node.items())
        elif isinstance(node, list):
            remaining.extend((f"{at}/{index}", value) for index, value in enumerate(node))
    return places


def references_below(source: Source, node: Any) -> Iterator[tuple[str, dict[str, Any], tuple[str, ...], bool]]:
    """Yield each schema at or below a node that has a reference.

    Yields:
        Its pointer relative to the node; the schema; the pointers, relative too, of the properties that it is in; and
        whether it applies to the same value as the node, as a member of ``allOf``, ``anyOf`` or ``oneOf`` does.
    """
    remaining: list[tuple[str, Any, tuple[str, ...], bool]] = [("", node, (), True)]
    while remaining:
        at, schema, around, same_value = remaining.pop()
        if not isinstance(schema, dict):
            continue
        for key, value in schema.items():
            if key not in _FOLLOWED:
                continue
            if key == "discriminator":
                for target in source.mapped(value).values():
                    yield at, {"$ref": "#" + target}, around, False
            elif key in REFERENCES:
                yield at, schema, around, same_value
            elif key in MAPS:
                for name, item in value.items() if isinstance(value, dict) else ():
                    below = f"{at}/{key}/{escape(name)}"
                    remaining.append((below, item, (*around, below), False))
            elif isinstance(value, list) and (key in LISTS or key == "items"):
                same = same_value and key in COMBINED
                remaining.extend((f"{at}/{key}/{index}", item, around, same) for index, item in enumerate(value))
            elif key in INNER:
                remaining.append((f"{at}/{key}", value, around, False))
