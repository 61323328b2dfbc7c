"""How the alternative of a union is told: by the value of one of its properties."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.drift.schemas.describe import subject
from scripts.drift.schemas.match import constants
from scripts.drift.schemas.values import token

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scripts.drift.schemas.form import Arm, Form
    from scripts.drift.schemas.site import Side, Site


def compare_discriminators(site: Site, base: Form, revision: Form, gone: Sequence[Arm], added: Sequence[Arm]) -> None:
    """Report a discriminator that names another property, or maps a value to another schema.

    Args:
        site: The pair.
        base: The union before.
        revision: The union after.
        gone: Alternatives that only the first has: that they are told no more is no news of its own.
        added: Alternatives that only the second has.
    """
    there, here = site.base.source.mapped(base.discriminator), site.revision.source.mapped(revision.discriminator)
    for value in (value for value in there if value in here):
        site.child((there[value],), (here[value],), site.pair.places)
    old, new = _mapping(site.base, base, gone), _mapping(site.revision, revision, added)
    if _same_mapping(site, old, new) or (not (old and new) and _told_anyway(site, base, revision)):
        return
    spots = (base.discriminator_at or site.pair.places[0], revision.discriminator_at or site.pair.places[1])
    message = f"the discriminator of {subject(spots[0])} changed"
    site.record("discriminator-changed", *spots, {**old} or None, {**new} or None, message)


def _mapping(side: Side, form: Form, lone: Sequence[Arm]) -> dict[str, str]:
    """Return property name and mapping as one flat table.

    A value that maps to the schema of its name is left out, and so is one that the schema asks for itself, or whose
    schema is an alternative of only one of the two unions.
    """
    said = form.discriminator
    if not said:
        return {}
    key = str(said.get("propertyName"))
    found = {"propertyName": key}
    mapping, targets = said.get("mapping"), side.source.mapped(said)
    apart = {arm.refs[0] for arm in lone if arm.refs}
    for value, target in mapping.items() if isinstance(mapping, dict) else ():
        name = str(target).rpartition("/")[2]
        at = targets.get(str(value))
        if name != value and at not in apart and not _asks_for(side, form, at, key, value):
            found[f"mapping {value}"] = name
    return found


def _asks_for(side: Side, form: Form, at: str | None, key: str, value: object) -> bool:
    """Whether the alternative at a pointer can only have this value there."""
    arms = [arm for arm in form.others if arm.refs and arm.refs[0] == at]
    return bool(arms) and all(constants(side, arm).get(key) == token(value) for arm in arms)


def _told_anyway(site: Site, base: Form, revision: Form) -> bool:
    """Whether all alternatives are told by the property that a discriminator names, where only one union has one."""
    key = str((base.discriminator or revision.discriminator or {}).get("propertyName"))
    return all(
        len({constants(side, arm).get(key, "") for arm in form.others} - {""}) == len(form.others)
        for side, form in ((site.base, base), (site.revision, revision))
    )


def _same_mapping(site: Site, old: dict[str, str], new: dict[str, str]) -> bool:
    if old.keys() != new.keys():
        return False
    known = (site.base.source.components, site.revision.source.components)
    return all(
        old[key] == new[key] or (key != "propertyName" and (old[key] not in known[1]) == (new[key] not in known[0]))
        for key in old
    )
