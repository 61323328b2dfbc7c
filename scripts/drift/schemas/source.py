"""One of the two documents: what stands at a pointer, and where a reference leads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from scripts.drift.schemas.words import COMBINED, CONSTRAINTS, REFERENCES
from scripts.oas.pointers import child, child_pointer, escape, format_pointer, parse_pointer, unescape

if TYPE_CHECKING:
    from scripts.oas.document import Document
    from scripts.oas.problems import SpecError

_SCHEMAS = "/components/schemas/"
MAX_CHAIN = 200  # references that lead from one to the next
MAX_STEPS = 2_000_000
MAX_POINTER = 5_000  # steps of a pointer: no document is as deep


class Source:
    """A document, read by pointer; what was found once is kept."""

    def __init__(self, document: Document) -> None:
        self.document = document
        root = document.root
        self.old = str(root.get("openapi", "")).startswith("3.0")
        self._anchors: dict[str, list[str]] | None = None
        self._targets: dict[str, str] = {}
        self._places: dict[str, Any] = {"": root}
        self.steps = 0
        components: Any = root.get("components")
        schemas: Any = components.get("schemas") if isinstance(components, dict) else None
        self.components: dict[str, Any] = schemas if isinstance(schemas, dict) else {}

    def spend(self, amount: int, at: str) -> None:
        """Count work.

        Raises:
            SpecError: There is too much of it.
        """
        self.steps += amount
        if self.steps > MAX_STEPS:
            raise self.error(at, "the document is too large to compare", "look at fewer operations with --select")

    def node(self, at: str) -> Any:
        """Return what stands at a pointer.

        Raises:
            SpecError: Nothing does, or it is no schema.
        """
        found = self._find(at)
        if not isinstance(found, dict | bool):
            raise self.error(at, "a schema is expected here", "write an object, true or false")
        return found

    def has(self, at: str) -> bool:
        """Whether there is a schema at a pointer."""
        return isinstance(self._find(at), dict | bool)

    def _find(self, at: str) -> Any:
        """Return what stands at a pointer, or None. What stands above it is kept, for its neighbours."""
        if at in self._places:
            return self._places[at]
        if at.count("/") > MAX_POINTER:
            return None
        known, left = at, list[str]()
        while known not in self._places:
            known, _, last = known.rpartition("/")
            left.append(last)
        found = self._places[known]
        for part in reversed(left):
            found = child(found, unescape(part))
            known = f"{known}/{part}"
            self._places[known] = found
        return found

    def error(self, at: str, what: str, fix: str) -> SpecError:
        """Return a problem at a place of this document."""
        return self.document.error(at, what, fix)

    def component(self, at: str) -> str | None:
        """Return the name of the component schema that stands at a pointer, if one does."""
        if at.startswith(_SCHEMAS) and "/" not in at[len(_SCHEMAS) :]:
            return unescape(at[len(_SCHEMAS) :])
        return None

    def reference(self, node: dict[str, Any], at: str) -> str | None:
        """Return the pointer that a schema's reference leads to; None if it has none.

        Raises:
            SpecError: It leads nowhere, or out of the document.
        """
        for key in REFERENCES:
            if key in node:
                return self._target(key, node[key], at)
        return None

    def mapped(self, discriminator: Any) -> dict[str, str]:
        """Return the pointer of the schema that each value of a discriminator is mapped to, as far as there is one."""
        mapping = discriminator.get("mapping") if isinstance(discriminator, dict) else None
        found: dict[str, str] = {}
        for value, said in mapping.items() if isinstance(mapping, dict) else ():
            if isinstance(said, str):
                target = unquote(said[1:]) if said.startswith("#/") else _SCHEMAS + escape(said)
                if isinstance(self._find(target), dict | bool):
                    found[str(value)] = target
        return found

    def _target(self, key: str, said: Any, at: str) -> str:
        if not isinstance(said, str):
            raise self.error(at, f"{key} is not text", "write '#/components/schemas/NAME'")
        if not said.startswith("#"):
            raise self.error(
                at, f"{key} {said!r} leads out of the document", "bundle the documents into one before comparing"
            )
        known = self._targets.get(said)
        if known is not None:
            return known
        fragment = unquote(said[1:])
        if key == "$recursiveRef":
            return self._above(at, "$recursiveAnchor", True) or self._own_component(at, said)
        if fragment and not fragment.startswith("/"):
            return self._anchor(fragment, key, at)
        try:
            target = format_pointer(parse_pointer(fragment))
        except ValueError:
            target = None
        if target is None or not isinstance(self._find(target), dict | bool):
            raise self.error(at, f"{key} {said!r} leads nowhere", "point it to a schema of this document")
        if fragment.startswith("/"):  # anything else may lead elsewhere from elsewhere
            self._targets[said] = target
        return target

    def _own_component(self, at: str, said: str) -> str:
        parts = at.split("/")
        if at.startswith(_SCHEMAS) and len(parts) > 3:
            return "/".join(parts[:4])
        raise self.error(at, f"$recursiveRef {said!r} has no $recursiveAnchor above it", "use $ref")

    def _above(self, at: str, key: str, value: object) -> str | None:
        place = at
        while place:
            found = self._find(place)
            if isinstance(found, dict) and found.get(key) == value:
                return place
            place = place.rpartition("/")[0]
        return None

    def _anchor(self, name: str, key: str, at: str) -> str:
        if key == "$dynamicRef" and (near := self._above(at, "$dynamicAnchor", name)):
            return near
        if self._anchors is None:
            self._anchors = _anchors(self.document.root)
        places = self._anchors.get(name, [])
        if len(places) != 1:
            what = "leads nowhere" if not places else "may lead to several places"
            raise self.error(at, f"{key} '#{name}' {what}", "point it to a component with $ref")
        return places[0]

    def peel(self, at: str) -> str | None:
        """Return what a schema stands for, if it is no more than another one's name (and prose).

        ``$ref``, and ``allOf``, ``anyOf`` or ``oneOf`` of a single member, with nothing beside it that refuses a value.
        """
        node = self.node(at)
        if not isinstance(node, dict):
            return None
        if self.old and "$ref" in node:
            return self.reference(node, at)
        said = CONSTRAINTS.intersection(node)
        if "discriminator" in said and not {"anyOf", "oneOf"} & said:
            said = said - {"discriminator"}
        if "nullable" in said and node["nullable"] is not True:
            said = said - {"nullable"}
        if len(said) != 1:
            return None
        key = next(iter(said))
        if key in REFERENCES:
            return self.reference(node, at)
        if key in COMBINED and isinstance(node[key], list) and len(node[key]) == 1:
            return f"{at}/{key}/0"
        return None

    def chain(self, at: str) -> list[str]:
        """Return a place and the places that it leads to, in order, as long as each only names the next.

        Raises:
            SpecError: They lead round in a circle.
        """
        found = [at]
        while (following := self.peel(found[-1])) is not None:
            if following in found or len(found) > MAX_CHAIN:
                raise self.error(at, "references lead round in a circle", "let one of them lead to a schema")
            found.append(following)
        return found


def _anchors(root: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    waiting: list[tuple[str, Any]] = [("", root)]
    while waiting:
        at, node = waiting.pop()
        if isinstance(node, dict):
            for key in ("$anchor", "$dynamicAnchor"):
                name = node.get(key)
                if isinstance(name, str) and at not in found.setdefault(name, []):
                    found[name].append(at)
            waiting.extend((child_pointer(at, key), value) for key, value in node.items())
        elif isinstance(node, list):
            waiting.extend((f"{at}/{index}", value) for index, value in enumerate(node))
    return found
