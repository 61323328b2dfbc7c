"""Compare the discriminators of two unions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.drift.schemas.describe import subject
from scripts.drift.schemas.matching import constants
from scripts.drift.schemas.values import token

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scripts.drift.schemas.alternatives import Alternative, CanonicalSchema
    from scripts.drift.schemas.graph import SchemaPair, Side


def compare_discriminators(
    pair: SchemaPair,
    old: CanonicalSchema,
    new: CanonicalSchema,
    removed: Sequence[Alternative],
    added: Sequence[Alternative],
) -> None:
    """Record a discriminator that names another property, or maps a value to another schema.

    Args:
        pair: The two schemas.
        old: The union in the base.
        new: The union in the revision.
        removed: Alternatives that only the base has: their entries in the mapping are no change of their own.
        added: Alternatives that only the revision has.
    """
    old_targets = pair.base.source.mapped(old.discriminator)
    new_targets = pair.revision.source.mapped(new.discriminator)
    for value, target in old_targets.items():
        if value in new_targets:
            pair.child((target,), (new_targets[value],), pair.places)
    before, after = _table(pair.base, old, removed), _table(pair.revision, new, added)
    if _equal(pair, before, after) or (not (before and after) and _implied(pair, old, new)):
        return
    places = (old.discriminator_at or pair.places[0], new.discriminator_at or pair.places[1])
    message = f"the discriminator of {subject(places[0])} changed"
    pair.record("discriminator-changed", *places, {**before} or None, {**after} or None, message)


def _table(side: Side, union: CanonicalSchema, unmatched: Sequence[Alternative]) -> dict[str, str]:
    """Return property name and mapping as one flat table.

    Left out are values that map to the schema of the same name, values that the schema itself requires, and values
    whose schema is an alternative of only one of the two unions.
    """
    if not union.discriminator:
        return {}
    key = str(union.discriminator.get("propertyName"))
    table = {"propertyName": key}
    mapping, targets = union.discriminator.get("mapping"), side.source.mapped(union.discriminator)
    excluded = {item.refs[0] for item in unmatched if item.refs}
    for value, target in mapping.items() if isinstance(mapping, dict) else ():
        name = str(target).rpartition("/")[2]
        at = targets.get(str(value))
        if name != value and at not in excluded and not _requires(side, union, at, key, value):
            table[f"mapping {value}"] = name
    return table


def _requires(side: Side, union: CanonicalSchema, at: str | None, key: str, value: object) -> bool:
    """Whether the alternative at a pointer allows only this value in the property."""
    items = [item for item in union.non_null if item.refs and item.refs[0] == at]
    return bool(items) and all(constants(side, item).get(key) == token(value) for item in items)


def _implied(pair: SchemaPair, old: CanonicalSchema, new: CanonicalSchema) -> bool:
    """Whether constants distinguish all alternatives by the property, where only one union has a discriminator."""
    key = str((old.discriminator or new.discriminator or {}).get("propertyName"))
    return all(
        len({constants(side, item).get(key, "") for item in union.non_null} - {""}) == len(union.non_null)
        for side, union in ((pair.base, old), (pair.revision, new))
    )


def _equal(pair: SchemaPair, before: dict[str, str], after: dict[str, str]) -> bool:
    """Whether two tables are equal, renamed components aside."""
    if before.keys() != after.keys():
        return False
    old, new = pair.base.source.components, pair.revision.source.components
    return all(
        before[key] == after[key] or (key != "propertyName" and (before[key] not in new) == (after[key] not in old))
        for key in before
    )
