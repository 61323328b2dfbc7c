"""Two alternatives of one type: the properties of objects, the items of lists, and conditions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.drift.schemas.describe import short, subject
from scripts.drift.schemas.scalars import added_or_removed
from scripts.drift.schemas.site import NO_MASK
from scripts.drift.schemas.words import CONDITIONS
from scripts.drift.schemas.wrap import unwrap

if TYPE_CHECKING:
    from scripts.drift.schemas.form import Arm, Key
    from scripts.drift.schemas.site import Side, Site
    from scripts.oas.document import Json


def compare_object(site: Site, base: Arm, revision: Arm) -> None:
    """Report what changed in the properties of two objects, and have the common ones compared."""
    old = dict.fromkeys([*base.props, *base.required])
    new = dict.fromkeys([*revision.props, *revision.required])
    gone = [name for name in old if name not in new]
    added = [name for name in new if name not in old]
    if _named_now(site, base, revision, [*old], [*new]):
        return
    left = unwrap(site, base, revision, gone, added)
    for name in (name for name in old if name in new and name not in left.compared):
        _common(site, base, revision, name)
    for name in left.gone:
        _removed(site, base, revision, name)
    for name in left.added:
        _added(site, base, revision, name)
    for pattern in (pattern for pattern in base.patterns if pattern in revision.patterns):
        site.child(base.patterns[pattern], revision.patterns[pattern], site.spots(base, revision))
    if base.patterns.keys() != revision.patterns.keys():
        before, after = (_names(arm.patterns) for arm in (base, revision))
        message = f"the pattern properties of {subject(site.spots(base, revision)[0])} changed"
        variant = added_or_removed(before, after)
        site.record("condition-changed", *site.spots(base, revision), before, after, message, variant=variant)
    _extra(site, base, revision)


def _named_now(site: Site, base: Arm, revision: Arm, old: list[str], new: list[str]) -> bool:
    """Report a plain object, which is a dict in Python, that became one with properties, or the other way round."""
    if base.type != "object" or revision.type != "object" or base.patterns or revision.patterns:
        return False
    plain, side = (base, site.base) if not old else (revision, site.revision)
    if bool(old) == bool(new) or side.source.component(plain.at) is not None or not plain.at:
        return False
    spots = site.spots(base, revision)
    names = ", ".join(new or old)
    if new:
        told: Json = [_property(site.revision, revision, name) for name in new]
        variant = "required-keys" if any(name in revision.required for name in new) else "optional-keys"
        message = f"{subject(spots[0])} now names its keys: {names}"
        site.record("keys-named", *spots, "any keys", told, message, variant=variant)
        site.graph.new += [(revision.props.get(name, ()), site.pair, NO_MASK) for name in new]
    else:
        told = [_property(site.base, base, name) for name in old]
        site.record("keys-unnamed", *spots, told, "any keys", f"{subject(spots[0])} no longer names its keys: {names}")
        site.graph.gone += [(base.props.get(name, ()), site.pair, NO_MASK) for name in old]
    _extra(site, base, revision)
    return True


def _names(patterns: dict[str, Key]) -> Json:
    return {"patternProperties": [*sorted(patterns)]} if patterns else None


def _common(site: Site, base: Arm, revision: Arm, name: str) -> None:
    one, two = base.props.get(name, ()), revision.props.get(name, ())
    mask = site.base.mask(one) & site.revision.mask(two)
    here = site.spots(base, revision)
    if one or two:
        site.child(one, two, here, mask)
    if (name in base.required) == (name in revision.required):
        return
    spots = (one[0] if one else here[0], two[0] if two else here[1])
    kind = "property-required" if name in revision.required else "property-optional"
    said = "is now required" if name in revision.required else "is no longer required"
    states: tuple[Json, Json] = ("required", "optional") if name in base.required else ("optional", "required")
    site.record(kind, *spots, *states, f"{_name(base, revision, site, name)} {said}", mask=mask)


def _name(base: Arm, revision: Arm, site: Site, name: str) -> str:
    key = base.props.get(name) or revision.props.get(name)
    return subject(key[0]) if key else f"{subject(site.spots(base, revision)[0])}.{name}"


def _property(side: Side, arm: Arm, name: str) -> Json:
    state = "required" if name in arm.required else "optional"
    return {"name": name, "type": side.summary(arm.props.get(name, ())), "state": state}


def _removed(site: Site, base: Arm, revision: Arm, name: str) -> None:
    key = base.props.get(name, ())
    mask = site.base.mask(key)
    message = f"{_name(base, revision, site, name)} is gone"
    at = key[0] if key else base.required[name]
    site.record("property-removed", at, None, _property(site.base, base, name), None, message, mask=mask)
    site.graph.gone.append((key, site.pair, mask))


def _added(site: Site, base: Arm, revision: Arm, name: str) -> None:
    key = revision.props.get(name, ())
    mask = site.revision.mask(key)
    state = "required" if name in revision.required else "optional"
    message = f"{_name(revision, base, site, name)} is new ({state})"
    at = key[0] if key else revision.required[name]
    after = _property(site.revision, revision, name)
    kind = "property-added-required" if state == "required" else "property-added-optional"
    site.record(kind, None, at, None, after, message, mask=mask)
    site.graph.new.append((key, site.pair, mask))


def _extra(site: Site, base: Arm, revision: Arm) -> None:
    one, two = _admitted(site.base, base.extra), _admitted(site.revision, revision.extra)
    if isinstance(one, tuple) and isinstance(two, tuple):
        site.child(one, two, site.spots(base, revision))
    elif one is not two:
        more = one is False or two is None
        kind, said = ("extra-keys-allowed", "takes more") if more else ("extra-keys-refused", "takes fewer")
        before, after = _extra_text(site.base, one), _extra_text(site.revision, two)
        spots = site.stated(base, base.extra_at, revision, revision.extra_at)
        message = f"{subject(spots[0])} {said} keys beside its properties: {after} instead of {before}"
        site.record(kind, *spots, before, after, message)
        _lone(site, one, two)


def _lone(site: Site, one: Key | bool | None, two: Key | bool | None) -> None:
    if isinstance(one, tuple):
        site.graph.gone.append((one, site.pair, frozenset()))
    if isinstance(two, tuple):
        site.graph.new.append((two, site.pair, frozenset()))


def _admitted(side: Side, rest: Key | bool | None) -> Key | bool | None:
    """Return what is admitted beside the named ones, with a schema that admits anything as None, nothing as False."""
    if not isinstance(rest, tuple):
        return rest
    form = side.form(rest)
    if form.anything:
        return None
    return rest if form.arms else False


def _extra_text(side: Side, rest: Key | bool | None) -> str:
    if isinstance(rest, tuple):
        return side.summary(rest)
    return "any" if rest is None else "none"


def compare_array(site: Site, base: Arm, revision: Arm) -> None:
    """Report what changed in the items of two lists, and have the items compared."""
    here = site.spots(base, revision)
    for one, two in zip(base.prefix, revision.prefix, strict=False):
        site.child(one, two, here)
    if len(base.prefix) != len(revision.prefix):
        before, after = (_tuple(side, arm) for side, arm in ((site.base, base), (site.revision, revision)))
        message = f"{subject(here[0])} has {len(revision.prefix)} fixed items instead of {len(base.prefix)}"
        site.record("items-changed", *here, before, after, message, variant="other")
        return
    one_rest, two_rest = _admitted(site.base, base.items), _admitted(site.revision, revision.items)
    if isinstance(one_rest, tuple) and isinstance(two_rest, tuple):
        site.child(one_rest, two_rest, here)
    elif one_rest is not two_rest:
        before, after = _extra_text(site.base, one_rest), _extra_text(site.revision, two_rest)
        message = f"the items of {subject(here[0])} are {after} instead of {before}"
        site.record("items-changed", *here, before, after, message, variant=_items_variant(before, after))
        _lone(site, one_rest, two_rest)


def _items_variant(before: str, after: str) -> str:
    if before == "any" or after == "none":
        return "narrower"
    return "wider" if before == "none" or after == "any" else "other"


def _tuple(side: Side, arm: Arm) -> Json:
    return [side.summary(key) for key in arm.prefix]


def compare_conditions(site: Site, base: Arm, revision: Arm) -> None:
    """Report each keyword that is looked at as a whole and does not say the same any more."""
    for name in CONDITIONS:
        if name not in base.conditions and name not in revision.conditions:
            continue
        if site.base.signatures.condition(base, name) == site.revision.signatures.condition(revision, name):
            continue
        old, new = base.conditions.get(name), revision.conditions.get(name)
        spots = site.stated(base, old[0] if old else None, revision, new[0] if new else None)
        message = f"{name!r} of {subject(spots[0])} says something else"
        before, after = _condition(site.base, old, name), _condition(site.revision, new, name)
        variant = added_or_removed(before, after)
        site.record("condition-changed", *spots, before, after, message, variant=variant)


def _condition(side: Side, places: Key | None, name: str) -> Json:
    if not places:
        return None
    nodes = [side.source.node(at) for at in places]
    said = {
        key: [node[key] for node in nodes if key in node]
        for key in (name, *_BESIDE.get(name, ()))
        if any(key in node for node in nodes)
    }
    return {key: short(values[0] if len(values) == 1 else values) for key, values in said.items()}


_BESIDE = {"if": ("then", "else"), "contains": ("minContains", "maxContains")}
"""Keywords that are part of a condition which another one states."""
