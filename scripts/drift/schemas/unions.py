"""Compare two schemas in canonical form: null, types, and the alternatives that they share or not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import evolve

from scripts.drift.schemas.alternatives import Alternative, CanonicalSchema
from scripts.drift.schemas.covers import SCALARS, covers, overlap
from scripts.drift.schemas.describe import subject, summary
from scripts.drift.schemas.discriminators import compare_discriminators
from scripts.drift.schemas.matching import Match, Matcher, disjoint
from scripts.drift.schemas.scalars import compare_limits, compare_values
from scripts.drift.schemas.source import NOT_HIDDEN
from scripts.drift.schemas.structures import (
    compare_array,
    compare_conditions,
    compare_object,
    record_dict_and_classes,
)
from scripts.drift.schemas.values import distinct

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scripts.drift.schemas.graph import SchemaPair, Side
    from scripts.oas.document import Json

_STRUCTURES = ("object", "array")
# A text of bounded length beside an enum is still an open enum.
_LENGTHS = frozenset({"minLength", "maxLength"})
_MAX_SCALARS = 50  # each is compared with each other one

IN_PLACE: dict[str, Any] = {"at": "", "place": "", "refs": (), "sole_ref": None}
"""The places of an alternative that is reported at the place of its union."""


class UnionComparison:
    """Compares the alternatives of two schemas.

    ``_removed`` and ``_added`` are the alternatives of either schema that have no counterpart (yet).
    """

    def __init__(self, pair: SchemaPair, old: CanonicalSchema, new: CanonicalSchema) -> None:
        self._pair = pair
        self._old = old
        self._new = new
        self._removed = list(old.non_null)
        self._added = list(new.non_null)
        self._matches: list[Match] = []
        self._shared_refs: set[str] = set()
        self._shared_families: set[str] = set()  # scalar types of several alternatives
        self._name = subject(pair.places[0])

    def record(self) -> None:
        """Record the changes, and add the pairs below."""
        if not (self._old.allows_anything and self._new.allows_anything):
            self._match_by_reference()
            self._match_by_type()
            if self._record_type_change():
                return
            self._compare_null()
        for old, new in self._matches:
            self._compare_match(old, new)
        self._compare_exclusive()
        compare_discriminators(self._pair, self._old, self._new, self._removed, self._added)

    def _match_by_reference(self) -> None:
        """Match the targets of equal references, unless one lists values of an open set beside it."""
        old, new = _by_reference(self._removed), _by_reference(self._added)
        for target in old.keys() & new.keys():
            if not (_is_mixed(old[target], self._removed) or _is_mixed(new[target], self._added)):
                self._shared_refs.add(target)
        for target in old:
            if target in self._shared_refs:
                self._pair.child((target,), (target,), self._pair.places)
        self._removed = [item for item in self._removed if not self._shared_refs.intersection(item.refs[:1])]
        self._added = [item for item in self._added if not self._shared_refs.intersection(item.refs[:1])]

    def _match_by_type(self) -> None:
        old, new = _combined(self._removed), _combined(self._added)
        for side in (old, new):
            families = [item.family for item in side if item.type in SCALARS]
            self._shared_families |= {family for family in families if families.count(family) > 1}
        for name in ("any", *SCALARS, *_STRUCTURES):
            one, two = ([item for item in side if item.type == name] for side in (old, new))
            if len(one) == len(two) == 1 and (name not in _STRUCTURES or not self._shared_refs):
                self._matches.append((one[0], two[0]))
                continue
            matcher = Matcher(self._pair.base, self._pair.revision, one, two)
            if one and two:
                if name in _STRUCTURES:
                    matcher.match_structures()
                else:
                    matcher.match_scalars()
            self._matches += matcher.matches
        matched = {id(item) for match in self._matches for item in match}
        self._removed, self._added = (
            [item for item in side if id(item) not in matched and not any(covers(wide, item) for wide in other)]
            for side, other in ((old, new), (new, old))
        )
        self._match_numbers()
        self._match_untyped()

    def _match_numbers(self) -> None:
        """Match an integer with a number: every integer is one."""
        for old in [item for item in self._removed if item.family == "number"]:
            new = next((item for item in self._added if item.family == "number"), None)
            if new is not None:
                self._matches.append((old, new))
                _remove(self._removed, old)
                _remove(self._added, new)

    def _match_untyped(self) -> None:
        """Match a schema without a type with the alternative that its keywords apply to."""
        for untyped, typed in ((self._removed, self._added), (self._added, self._removed)):
            for item in [item for item in untyped if item.type == "any"]:
                other = next((other for other in typed if other.type == item.hint), None)
                if other is not None:
                    match = (other, item)
                    if untyped is self._removed:
                        match = (item, other)
                    self._matches.append(match)
                    _remove(untyped, item)
                    _remove(typed, other)

    def _record_type_change(self) -> bool:
        """Record types and alternatives that were added or removed; return whether no type is in both schemas."""
        old = {item.family for item in self._old.non_null}
        new = {item.family for item in self._new.non_null}
        is_disjoint = not (self._matches or self._shared_refs)
        wider, narrower = self._type_change(old, new, is_disjoint=is_disjoint)
        if is_disjoint and record_dict_and_classes(self._pair, self._old, self._new):
            self._compare_null()
            self._pair.unlike = True
        elif wider or narrower:
            before, after = summary(self._pair.base.source, self._old), summary(self._pair.revision.source, self._new)
            kind, variant = _kind_and_variant(before, after, wider=wider, narrower=narrower)
            # A class of the listed values may be removed with its values, as "enum-opened" has it.
            if variant == "more" and any(one.values and not two.values for one, two in self._matches):
                variant = "values-removed"
            if (variant == "more" and _overlaps(self._pair.revision, self._new, old)) or (
                variant == "fewer" and _overlaps(self._pair.base, self._old, new)
            ):
                variant = "overlapping"
            message = f"{self._name} is now {after}, it was {before}"
            self._pair.record(kind, *self._pair.places, before, after, message, variant=variant)
            self._pair.unlike = is_disjoint
        if not is_disjoint:
            self._record_alternatives(old, new)
        removed, added = self._pair.graph.removed, self._pair.graph.added
        removed += [((item.place,), self._pair, NOT_HIDDEN) for item in self._removed if item.place]
        added += [((item.place,), self._pair, NOT_HIDDEN) for item in self._added if item.place]
        return is_disjoint and (wider or narrower)

    def _type_change(self, old: set[str], new: set[str], *, is_disjoint: bool) -> tuple[bool, bool]:
        """Return whether the new schema allows further types, and whether it allows fewer."""
        if "any" in old ^ new:
            wider, narrower = "any" in new, "any" in old
        elif is_disjoint and not (self._old.non_null and self._new.non_null):
            # One of them is null alone, or nothing at all: null itself is a value that is added or removed here.
            old_null, new_null = self._old.null is not None, self._new.null is not None
            wider = bool(self._new.non_null) or (new_null and not old_null)
            narrower = bool(self._old.non_null) or (old_null and not new_null)
        elif is_disjoint and (self._removed or self._added):
            wider = narrower = True
        else:
            wider = any(item.family not in old for item in self._added)
            narrower = any(item.family not in new for item in self._removed)
        for one, two in self._matches:
            if one.type != two.type:
                wider, narrower = wider or _includes(two, one), narrower or _includes(one, two)
        return wider, narrower

    def _record_alternatives(self, old: set[str], new: set[str]) -> None:
        """Record alternatives of a type that the other schema has as well."""
        pair, (old_at, new_at) = self._pair, self._pair.places
        removed_variant = added_variant = "distinct"
        if _overlaps(pair.base, self._old, new):
            removed_variant = "overlapping"
        if _overlaps(pair.revision, self._new, old):
            added_variant = "overlapping"
        for item in self._removed:
            if item.family in new and "any" not in new:
                text = summary(pair.base.source, CanonicalSchema(alternatives=(item,)))
                message = f"{self._name} may no longer be {text}"
                pair.record("branch-removed", item.place or old_at, None, text, None, message, variant=removed_variant)
                self._weaken(item, 1)
        for item in self._added:
            if item.family in old and "any" not in old:
                text = summary(pair.revision.source, CanonicalSchema(alternatives=(item,)))
                message = f"{self._name} may also be {text}"
                pair.record("branch-added", None, item.place or new_at, None, text, message, variant=added_variant)
                self._weaken(item, 1)

    def _weaken(self, item: Alternative, count: int) -> None:
        """Mark the newest changes as not certain, if other alternatives of the scalar type may allow such values."""
        changes = self._pair.changes
        if count and item.family in self._shared_families:
            changes[-count:] = [(evolve(change, is_certain=False), hidden) for change, hidden in changes[-count:]]

    def _compare_null(self) -> None:
        if any(item.type == "any" for schema in (self._old, self._new) for item in schema.alternatives):
            return
        old, new = self._old.null, self._new.null
        if old is None and new is not None and not self._is_compared(new):
            message = f"{self._name} may now be null"
            self._pair.record("null-allowed", *self._pair.places, "no null", "null", message)
        elif new is None and old is not None and not self._is_compared(old):
            message = f"{self._name} may no longer be null"
            self._pair.record("null-refused", *self._pair.places, "null", "no null", message)

    def _is_compared(self, null: Alternative) -> bool:
        """Whether null comes from a component that is compared as a pair of its own."""
        compared = set(self._shared_refs)
        for one, two in self._matches:
            if one.sole_ref and two.sole_ref:
                compared |= {one.sole_ref, two.sole_ref}
        return bool(compared.intersection(null.refs))

    def _compare_match(self, old: Alternative, new: Alternative) -> None:
        pair, source = self._pair, (self._pair.base.source, self._pair.revision.source)
        if old.sole_ref and new.sole_ref:
            child = pair.child((old.sole_ref,), (new.sole_ref,), pair.places)
            names = (source[0].component(old.sole_ref), source[1].component(new.sole_ref))
            pair.graph.relations.append((*names, child))
            return
        if not old.refs:
            pair.graph.relations += [(None, source[1].component(target), pair) for target in new.refs]
        elif not new.refs:
            pair.graph.relations += [(source[0].component(target), None, pair) for target in old.refs]
        known = len(pair.changes)
        compare_values(pair, old, new)
        compare_limits(pair, old, new)
        self._weaken(old, len(pair.changes) - known)
        types = {old.type, new.type}
        if types == {"any"}:
            types = {str(old.hint)}
        if "object" in types:
            compare_object(pair, old, new)
        if "array" in types:
            compare_array(pair, old, new)
        compare_conditions(pair, old, new)

    def _compare_exclusive(self) -> None:
        """Record that ``oneOf`` became ``anyOf``, or the other way round, where alternatives may overlap."""
        old, new = self._old, self._new
        if old.exclusive == new.exclusive or len(old.non_null) < 2 or len(new.non_null) < 2:
            self._compare_overlap()
            return
        before, after, side, exclusive = "anyOf", "oneOf", self._pair.revision, new
        if old.exclusive:
            before, after, side, exclusive = "oneOf", "anyOf", self._pair.base, old
        if disjoint(side, exclusive.non_null):  # no value is valid for two, so both words mean the same
            return
        message = f"{self._name} is {after} instead of {before}, and its alternatives may overlap"
        self._pair.record("condition-changed", *self._pair.places, before, after, message, variant="other")

    def _compare_overlap(self) -> None:
        """Record that other scalar values than before are valid for two alternatives of ``oneOf``, which refuses them.

        Alternatives that list values of one type were compared as one. Where the type is new, or an alternative is,
        that entry says so.
        """
        before, after = overlap(self._old, self._new), overlap(self._new, self._old)
        if before == after or any(change.variant == "overlapping" for change, _ in self._pair.changes):
            return
        word = "now"
        if not after - before:
            word = "no longer"
        message = f"alternatives of oneOf in {self._name} {word} overlap: {', '.join(sorted(after ^ before))}"
        old, new = _values(before), _values(after)
        self._pair.record("condition-changed", *self._pair.places, old, new, message, variant="other")


def _values(tokens: frozenset[str]) -> Json:
    if tokens:
        return [*sorted(tokens)]
    return None


def _overlaps(side: Side, schema: CanonicalSchema, families: set[str]) -> bool:
    """Whether a value of some types may be valid for two alternatives of ``oneOf``, and so be refused.

    https://json-schema.org/draft/2020-12/json-schema-core#section-10.2.1.3
    """
    items = [item for item in schema.non_null if item.family in families]
    return schema.exclusive and len(items) > 1 and not disjoint(side, items)


def _remove(items: list[Alternative], item: Alternative) -> None:
    items[:] = [other for other in items if other is not item]


def _kind_and_variant(before: str, after: str, *, wider: bool, narrower: bool) -> tuple[str, str]:
    if wider and narrower:
        return "type-changed", ""
    # A schema without a type whose keywords apply to one type ("any (object)") means values of that type only.
    if wider:
        if after.startswith("any ("):
            return "type-widened", "no-longer-stated"
        return "type-widened", "more"
    if before.startswith("any ("):
        return "type-narrowed", "now-stated"
    return "type-narrowed", "fewer"


def _includes(one: Alternative, two: Alternative) -> bool:
    """Whether the type of one includes the type of the other."""
    return one.type == "any" or (one.type == "number" and two.type == "integer")


def _by_reference(items: Sequence[Alternative]) -> dict[str, list[Alternative]]:
    groups: dict[str, list[Alternative]] = {}
    for item in items:
        if item.refs:
            groups.setdefault(item.refs[0], []).append(item)
    return groups


def _is_mixed(group: list[Alternative], items: Sequence[Alternative]) -> bool:
    """Whether an alternative outside the group has the same scalar type."""
    families = {item.family for item in group} & {"string", "number", "boolean"}
    return any(item.family in families and not any(item is member for member in group) for item in items)


def _combined(items: Sequence[Alternative]) -> list[Alternative]:
    """Combine alternatives that list values of one type; values beside an open alternative become known values."""
    # Published documents open an enum in this way: `anyOf: [{type: string}, {type: string, enum: [...]}]`.
    combined = [item for item in items if item.type not in SCALARS]
    for name in SCALARS:
        group = [item for item in items if item.type == name]
        closed = [item for item in group if item.values is not None]
        rest = [item for item in group if item.values is None]
        values = distinct(value for item in closed for value in item.values or ())
        plain = next((item for item in rest if item.is_open), None)
        if plain is None and len(rest) == 1 and rest[0].limits.keys() <= _LENGTHS and not rest[0].conditions:
            plain = rest[0]
        if plain is not None and values:
            rest = [evolve(plain, listed_values=values, **IN_PLACE) if item is plain else item for item in rest]
            closed = []
        if len(closed) > 1:
            closed = [evolve(closed[0], values=values, **IN_PLACE)]
        combined += closed + rest
    return _without_covered(combined)


def _without_covered(items: list[Alternative]) -> list[Alternative]:
    """Drop what another alternative of the same type allows anyway; bytes keep their own type in Python."""
    unlimited = {item.type: item for item in reversed(items) if item.values is None and not item.is_limited}
    kept: list[Alternative] = []
    for item in items:
        wider = None
        if item.type in SCALARS:
            wider = unlimited.get(item.type)
        if item.type == "integer":
            wider = unlimited.get("number", wider)
        form = item.limits.get("format")
        if wider is None or wider is item or item.listed_values or (form is not None and form.value == "binary"):
            kept.append(item)
    scalars = [item for item in kept if item.type in SCALARS]
    if len(scalars) > _MAX_SCALARS:
        return kept
    return [item for item in kept if not any(covers(other, item) and not covers(item, other) for other in scalars)]
