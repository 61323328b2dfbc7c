"""Compare a reference that leads to another component, where both documents have both components."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from scripts.drift.schemas.alternatives import Limit
from scripts.drift.schemas.covers import SCALARS
from scripts.drift.schemas.describe import subject
from scripts.drift.schemas.unions import IN_PLACE, UnionComparison
from scripts.oas.pointers import child_pointer

if TYPE_CHECKING:
    from scripts.drift.schemas.alternatives import Alternative, CanonicalSchema
    from scripts.drift.schemas.graph import SchemaPair

_SIMILAR = 0.5  # share of common property names


def record_exchange(pair: SchemaPair, old_at: str, new_at: str) -> bool:
    """Record the exchange of two components at a place, if it is one.

    Neither component changed, so the change is one of the place.

    Returns:
        Whether it is one; if not, the two are compared as if one had become the other.
    """
    old_name, new_name = pair.base.source.component(old_at), pair.revision.source.component(new_at)
    if old_name is None or new_name is None or old_name == new_name:
        return False
    if old_name not in pair.revision.source.components or new_name not in pair.base.source.components:
        return False
    if pair.base.signatures.schema((old_at,)) == pair.revision.signatures.schema((new_at,)):
        return False
    old, new = pair.base.canonical((old_at,)), pair.revision.canonical((new_at,))
    if _similar(old, new) and not (_is_unchanged(pair, old_name) and _is_unchanged(pair, new_name)):
        return False
    if _extends(pair, old, new):
        message = f"{subject(pair.places[0])} is now {new_name}, which has all that {old_name} has, and more"
        pair.record("schema-exchanged", *pair.places, old_name, new_name, message)
    elif all(item.type in SCALARS for item in (*old.non_null, *new.non_null)):
        UnionComparison(pair, _written_out(old), _written_out(new)).record()
    else:
        message = f"{subject(pair.places[0])} is now {new_name}, it was {old_name}"
        pair.record("type-changed", *pair.places, old_name, new_name, message)
    return True


def _similar(old: CanonicalSchema, new: CanonicalSchema) -> bool:
    if len(old.non_null) != 1 or len(new.non_null) != 1:
        return False
    one, two = old.non_null[0].properties.keys(), new.non_null[0].properties.keys()
    return bool(one & two) and len(one & two) >= _SIMILAR * len(one | two)


def _is_unchanged(pair: SchemaPair, name: str) -> bool:
    at = child_pointer("", "components", "schemas", name)
    return pair.base.signatures.schema((at,)) == pair.revision.signatures.schema((at,))


def _extends(pair: SchemaPair, old: CanonicalSchema, new: CanonicalSchema) -> bool:
    """Whether the new schema is an object like the old one, with further optional properties."""
    if len(old.alternatives) != 1 or len(new.alternatives) != 1:
        return False
    one, two = old.alternatives[0], new.alternatives[0]
    common = {name: pointers for name, pointers in two.properties.items() if name in one.properties}
    if not one.properties or len(common) != len(one.properties) or one.required.keys() != two.required.keys():
        return False
    signatures = pair.revision.signatures
    return pair.base.signatures.alternative(one) == signatures.alternative(evolve(two, properties=common))


def _written_out(schema: CanonicalSchema) -> CanonicalSchema:
    """Return a schema as if it were written at the place of the reference."""
    return evolve(schema, alternatives=tuple(_without_places(item) for item in schema.alternatives))


def _without_places(item: Alternative) -> Alternative:
    limits = {name: Limit(limit.value, "") for name, limit in item.limits.items()}
    return evolve(item, limits=limits, **IN_PLACE)
