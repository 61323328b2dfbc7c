"""Compare the properties of two objects, the items of two lists, and conditions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.drift.schemas.describe import short, subject, summary
from scripts.drift.schemas.envelopes import record_envelope
from scripts.drift.schemas.keyword_groups import CONDITIONS
from scripts.drift.schemas.scalars import added_or_removed
from scripts.drift.schemas.source import NOT_HIDDEN

if TYPE_CHECKING:
    from scripts.drift.schemas.alternatives import Alternative, CanonicalSchema, Pointers, Rest
    from scripts.drift.schemas.graph import SchemaPair, Side
    from scripts.oas.document import Json

_COMPANIONS = {"if": ("then", "else"), "contains": ("minContains", "maxContains")}
"""Keywords that belong to a condition of another name."""


def compare_object(pair: SchemaPair, old: Alternative, new: Alternative) -> None:
    """Record the changes of properties, and add the pairs of the common ones."""
    old_names = dict.fromkeys([*old.properties, *old.required])
    new_names = dict.fromkeys([*new.properties, *new.required])
    if _compare_with_dict(pair, old, new, [*old_names], [*new_names]):
        return
    removed = [name for name in old_names if name not in new_names]
    added = [name for name in new_names if name not in old_names]
    compared = record_envelope(pair, old, new, removed, added)
    for name in old_names:
        if name in new_names and name not in compared:
            _compare_property(pair, old, new, name)
    for name in removed:
        _record_removed(pair, old, new, name)
    for name in added:
        _record_added(pair, old, new, name)
    places = pair.places_of(old, new)
    for pattern, pointers in old.patterns.items():
        if pattern in new.patterns:
            pair.child(pointers, new.patterns[pattern], places)
    if old.patterns.keys() != new.patterns.keys():
        before, after = _patterns(old), _patterns(new)
        message = f"the pattern properties of {subject(places[0])} changed"
        variant = added_or_removed(before, after)
        pair.record("condition-changed", *places, before, after, message, variant=variant)
    _compare_extra(pair, old, new)


def _compare_with_dict(
    pair: SchemaPair, old: Alternative, new: Alternative, old_names: list[str], new_names: list[str]
) -> bool:
    """Record that an object without named keys, a dict in Python, became a class, or the other way round."""
    if old.type != "object" or new.type != "object" or old.patterns or new.patterns:
        return False
    plain, side = old, pair.base
    if old_names:
        plain, side = new, pair.revision
    # A component is a class in any case, even without properties: for callers it did not become a dict.
    if bool(old_names) == bool(new_names) or not plain.at or side.source.component(plain.at) is not None:
        return False
    places = pair.places_of(old, new)
    name = subject(places[0])
    if new_names:
        after: Json = [_describe_property(pair.revision, new, key) for key in new_names]
        variant = "required-keys" if new.required else "optional-keys"
        message = f"{name} now names its keys: {', '.join(new_names)}"
        pair.record("keys-named", *places, "any keys", after, message, variant=variant)
        pair.graph.added += [(new.properties.get(key, ()), pair, NOT_HIDDEN) for key in new_names]
    else:
        before: Json = [_describe_property(pair.base, old, key) for key in old_names]
        message = f"{name} no longer names its keys: {', '.join(old_names)}"
        pair.record("keys-unnamed", *places, before, "any keys", message)
        pair.graph.removed += [(old.properties.get(key, ()), pair, NOT_HIDDEN) for key in old_names]
    _compare_extra(pair, old, new)
    return True


def record_dict_and_classes(pair: SchemaPair, old: CanonicalSchema, new: CanonicalSchema) -> bool:
    """Record that a dict in Python became one of several classes, or the other way round; return whether it did."""
    plain, classes, side = old.non_null, new.non_null, pair.base
    if len(classes) < 2:
        plain, classes, side = new.non_null, old.non_null, pair.revision
    if len(plain) != 1 or len(classes) < 2 or any(item.type != "object" for item in (*plain, *classes)):
        return False
    if not plain[0].is_open or side.source.component(plain[0].at) is not None:
        return False
    name, names = subject(pair.places[0]), summary(pair.revision.source, new)
    if side is pair.base:
        message = f"{name} is now {names}, and was an object of any keys"
        pair.record("keys-named", *pair.places, "any keys", names, message, variant="several-classes")
    else:
        names = summary(pair.base.source, old)
        message = f"{name} is now an object of any keys, and was {names}"
        pair.record("keys-unnamed", *pair.places, names, "any keys", message)
    return True


def _patterns(item: Alternative) -> Json:
    if item.patterns:
        return {"patternProperties": [*sorted(item.patterns)]}
    return None


def _compare_property(pair: SchemaPair, old: Alternative, new: Alternative, name: str) -> None:
    one, two = old.properties.get(name, ()), new.properties.get(name, ())
    # Hidden only where both hide it: a property that is no longer readOnly is new to requests.
    hidden = pair.base.hidden(one) & pair.revision.hidden(two)
    places = pair.places_of(old, new)
    if one or two:
        pair.child(one, two, places, hidden)
    if (name in old.required) == (name in new.required):
        return
    kind, before, after, text = "property-optional", "required", "optional", "is no longer required"
    if name in new.required:
        kind, before, after, text = "property-required", "optional", "required", "is now required"
    places = (next(iter(one), places[0]), next(iter(two), places[1]))
    message = f"{_name(one or two, pair, old, new, name)} {text}"
    pair.record(kind, *places, before, after, message, hidden=hidden)


def _name(pointers: Pointers, pair: SchemaPair, old: Alternative, new: Alternative, name: str) -> str:
    if pointers:
        return subject(pointers[0])
    return f"{subject(pair.places_of(old, new)[0])}.{name}"


def _describe_property(side: Side, item: Alternative, name: str) -> Json:
    return {"name": name, "type": side.summary(item.properties.get(name, ())), "state": _state(item, name)}


def _state(item: Alternative, name: str) -> str:
    if name in item.required:
        return "required"
    return "optional"


def _record_removed(pair: SchemaPair, old: Alternative, new: Alternative, name: str) -> None:
    pointers = old.properties.get(name, ())
    hidden = pair.base.hidden(pointers)
    message = f"{_name(pointers, pair, old, new, name)} is removed"
    before = _describe_property(pair.base, old, name)
    pair.record("property-removed", _stated_at(old, name), None, before, None, message, hidden=hidden)
    pair.graph.removed.append((pointers, pair, hidden))


def _record_added(pair: SchemaPair, old: Alternative, new: Alternative, name: str) -> None:
    pointers = new.properties.get(name, ())
    hidden = pair.revision.hidden(pointers)
    kind = "property-added-optional"
    if name in new.required:
        kind = "property-added-required"
    message = f"{_name(pointers, pair, old, new, name)} is new ({_state(new, name)})"
    after = _describe_property(pair.revision, new, name)
    pair.record(kind, None, _stated_at(new, name), None, after, message, hidden=hidden)
    pair.graph.added.append((pointers, pair, hidden))


def _stated_at(item: Alternative, name: str) -> str:
    """Return the pointer of a property, or of the schema that requires it."""
    for at in item.properties.get(name, ()):
        return at
    return item.required[name]


def _compare_extra(pair: SchemaPair, old: Alternative, new: Alternative) -> None:
    """Compare the schemas of properties that are not named."""
    one, two = _simplified(pair.base, old.extra), _simplified(pair.revision, new.extra)
    if isinstance(one, tuple) and isinstance(two, tuple):
        pair.child(one, two, pair.places_of(old, new))
    elif one is not two:
        kind, verb = "extra-keys-refused", "allows fewer"
        if one is False or two is None:
            kind, verb = "extra-keys-allowed", "allows more"
        before, after = _describe_rest(pair.base, one), _describe_rest(pair.revision, two)
        places = pair.places_stating(old, old.extra_at, new, new.extra_at)
        message = f"{subject(places[0])} {verb} keys beside its properties: {after} instead of {before}"
        pair.record(kind, *places, before, after, message)
        _add_unmatched(pair, one, two)


def _add_unmatched(pair: SchemaPair, old: Rest, new: Rest) -> None:
    if isinstance(old, tuple):
        pair.graph.removed.append((old, pair, NOT_HIDDEN))
    if isinstance(new, tuple):
        pair.graph.added.append((new, pair, NOT_HIDDEN))


def _simplified(side: Side, rest: Rest) -> Rest:
    """Return None for a schema that allows anything, and False for one that allows nothing."""
    if not isinstance(rest, tuple):
        return rest
    schema = side.canonical(rest)
    if schema.allows_anything:
        return None
    if not schema.alternatives:
        return False
    return rest


def _describe_rest(side: Side, rest: Rest) -> str:
    if isinstance(rest, tuple):
        return side.summary(rest)
    if rest is None:
        return "any"
    return "none"


def compare_array(pair: SchemaPair, old: Alternative, new: Alternative) -> None:
    """Record the changes of the items of two lists, and add the pairs of the items."""
    places = pair.places_of(old, new)
    for one, two in zip(old.prefix, new.prefix, strict=False):
        pair.child(one, two, places)
    if len(old.prefix) != len(new.prefix):
        before: Json = [pair.base.summary(pointers) for pointers in old.prefix]
        after: Json = [pair.revision.summary(pointers) for pointers in new.prefix]
        message = f"{subject(places[0])} has {len(new.prefix)} fixed items instead of {len(old.prefix)}"
        pair.record("items-changed", *places, before, after, message, variant="other")
        return
    old_rest, new_rest = _simplified(pair.base, old.items), _simplified(pair.revision, new.items)
    if isinstance(old_rest, tuple) and isinstance(new_rest, tuple):
        pair.child(old_rest, new_rest, places)
    elif old_rest is not new_rest:
        was, now = _describe_rest(pair.base, old_rest), _describe_rest(pair.revision, new_rest)
        message = f"the items of {subject(places[0])} are {now} instead of {was}"
        pair.record("items-changed", *places, was, now, message, variant=_items_variant(was, now))
        _add_unmatched(pair, old_rest, new_rest)


def _items_variant(before: str, after: str) -> str:
    if before == "any" or after == "none":
        return "narrower"
    if before == "none" or after == "any":
        return "wider"
    return "other"


def compare_conditions(pair: SchemaPair, old: Alternative, new: Alternative) -> None:
    """Record the changes of keywords that are compared as a whole."""
    for name in CONDITIONS:
        if name not in old.conditions and name not in new.conditions:
            continue
        if pair.base.signatures.condition(old, name) == pair.revision.signatures.condition(new, name):
            continue
        one, two = old.conditions.get(name, ()), new.conditions.get(name, ())
        places = pair.places_stating(old, next(iter(one), None), new, next(iter(two), None))
        before, after = _condition(pair.base, one, name), _condition(pair.revision, two, name)
        message = f"{name!r} of {subject(places[0])} changed"
        variant = added_or_removed(before, after)
        pair.record("condition-changed", *places, before, after, message, variant=variant)


def _condition(side: Side, places: Pointers, name: str) -> Json:
    """Return a condition with its companions as JSON; None if it is missing."""
    condition: dict[str, Json] = {}
    nodes = [side.source.node(at) for at in places]
    for key in (name, *_COMPANIONS.get(name, ())):
        values = [node[key] for node in nodes if key in node]
        if len(values) == 1:
            condition[key] = short(values[0])
        elif values:
            condition[key] = short(values)
    return condition or None
