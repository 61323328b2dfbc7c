"""Bring schemas into canonical form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import evolve

from scripts.drift.schemas.alternatives import Alternative, CanonicalSchema, Pointers
from scripts.drift.schemas.intersect import intersection
from scripts.drift.schemas.keyword_groups import OWN, UNIONS, only_requires
from scripts.drift.schemas.keywords import check_shapes, own_alternatives

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scripts.drift.schemas.source import Source

_MAX_ALTERNATIVES = 5_000  # allOf multiplies them: four unions of ten have ten thousand
# Each level takes several frames, and Python allows a thousand.
_MAX_DEPTH = 60


class Canonicaliser:
    """Builds the canonical forms of one document's schemas; each once."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self._built: dict[Pointers, CanonicalSchema] = {}
        self._in_progress: list[str] = []

    def schema(self, pointers: Pointers) -> CanonicalSchema:
        """Return the canonical form of the values for which all of these schemas hold.

        Raises:
            SpecError: A schema contains itself, refers to nothing, or is too large or too deep.
        """
        built = self._built.get(pointers)
        if built is None:
            built = self._built[pointers] = self._new(pointers)
        return built

    def _new(self, pointers: Pointers) -> CanonicalSchema:
        """Return the canonical form of the schemas at these pointers together; raises ``SpecError`` for a circle."""
        if not pointers:
            return _anything("")
        if len(pointers) > 1:
            return self._all_of([self.schema((at,)) for at in pointers], pointers[0])
        (at,) = pointers
        self.source.spend(1, at)
        if at in self._in_progress:
            raise self.source.error(at, "this schema contains itself", "break the circle of allOf, anyOf or $ref")
        if len(self._in_progress) > _MAX_DEPTH:
            raise self.source.error(at, "the schemas are too deep to compare", "combine fewer schemas in a row")
        self._in_progress.append(at)
        try:
            return self._build(at)
        finally:
            self._in_progress.pop()

    def _build(self, at: str) -> CanonicalSchema:
        node = self.source.node(at)
        if node is False:
            return CanonicalSchema(alternatives=())
        if node is True:
            return _anything(at)
        check_shapes(self.source, node, at)
        target = self.source.reference(node, at)
        if target is not None and self.source.is_3_0:
            # Its siblings shall be ignored: https://spec.openapis.org/oas/v3.0.4.html#reference-object
            return self._referred(target, at)
        parts: list[CanonicalSchema] = []
        if OWN.intersection(node) or any(only_requires(node, key) for key in UNIONS):
            parts.append(CanonicalSchema(alternatives=own_alternatives(node, at)))
        if target is not None:
            parts.append(self._referred(target, at))
        parts.extend(self.schema((f"{at}/allOf/{index}",)) for index in range(len(node.get("allOf", ()))))
        unions = [key for key in UNIONS if node.get(key) and not only_requires(node, key)]
        parts.extend(self._union(node, key, at) for key in unions)
        schema = self._all_of(parts or [_anything(at)], at)
        # OpenAPI 3.0 has no type ``null``: https://spec.openapis.org/oas/v3.0.4.html#schema-object
        if node.get("nullable") is True and not any(item.type in ("null", "any") for item in schema.alternatives):
            null = Alternative(type="null", at=at, place=at)
            schema = evolve(schema, alternatives=(*schema.alternatives, null))
        discriminator = node.get("discriminator")
        if discriminator:
            return evolve(schema, discriminator=discriminator, discriminator_at=at)
        return schema

    def _referred(self, target: str, place: str) -> CanonicalSchema:
        """Return the canonical form of the target of a reference, as seen from the reference's place."""
        self.source.check_chain(place)
        schema = self.schema((target,))
        alternatives = [evolve(item, place=place, refs=(target, *item.refs)) for item in schema.alternatives]
        if len(schema.non_null) == 1:
            alternatives = [evolve(item, sole_ref=target) for item in alternatives]
        return evolve(schema, alternatives=tuple(alternatives))

    def _union(self, node: dict[str, Any], key: str, at: str) -> CanonicalSchema:
        members = [self.schema((f"{at}/{key}/{index}",)) for index in range(len(node[key]))]
        alternatives: dict[tuple[str, ...], Alternative] = {}
        for member in members:
            for item in member.alternatives:
                alternatives.setdefault(_identity(item), item)
        self._check_size(len(alternatives), at)
        not_null = [member for member in members if member.non_null]
        union = CanonicalSchema(
            alternatives=tuple(alternatives.values()),
            # `oneOf` of one schema and null is a nullable schema, not a choice.
            exclusive=any(member.exclusive for member in members) or (key == "oneOf" and len(not_null) > 1),
        )
        if len(not_null) == 1:
            (only,) = not_null
            return evolve(union, discriminator=only.discriminator, discriminator_at=only.discriminator_at)
        return union

    def _all_of(self, parts: Sequence[CanonicalSchema], at: str) -> CanonicalSchema:
        schema = parts[0]
        for part in parts[1:]:
            self._check_size(len(schema.alternatives) * len(part.alternatives), at)
            self.source.spend(len(schema.alternatives) * len(part.alternatives), at)
            pairs = [intersection(first, second) for first in schema.alternatives for second in part.alternatives]
            discriminated = part
            if schema.discriminator:
                discriminated = schema
            schema = CanonicalSchema(
                alternatives=tuple(item for item in pairs if item is not None),
                exclusive=schema.exclusive or part.exclusive,
                discriminator=discriminated.discriminator,
                discriminator_at=discriminated.discriminator_at,
            )
        return schema

    def _check_size(self, alternatives: int, at: str) -> None:
        if alternatives > _MAX_ALTERNATIVES:
            what = f"a union of more than {_MAX_ALTERNATIVES} alternatives is too large to compare"
            raise self.source.error(at, what, "split it")


def _anything(at: str) -> CanonicalSchema:
    return CanonicalSchema(alternatives=(Alternative(type="any", at=at, place=at),))


def _identity(item: Alternative) -> tuple[str, ...]:
    """Return a key that is equal for the same alternative of a union, reached by two of its members."""
    if item.type == "null":
        return ("null",)
    if item.refs:
        return (item.type, item.at, "", *item.refs)
    return (item.type, item.at, item.place)
