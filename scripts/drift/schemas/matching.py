"""Match the alternatives of two unions: by name, by constant, by content, by similarity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.drift.schemas.covers import covers
from scripts.drift.schemas.values import token

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

    from scripts.drift.schemas.alternatives import Alternative
    from scripts.drift.schemas.graph import Side

Match = tuple["Alternative", "Alternative"]
_SIMILAR = 0.5  # share of common property names
# Both take time by the square of the alternatives, and a small document can list thousands.
_MAX_COMPARISONS = 10_000
_MAX_EXCLUSIVE = 20


class Matcher:
    """Matches alternatives of one type; ``old`` and ``new`` are those that are not matched yet."""

    def __init__(self, base: Side, revision: Side, old: Sequence[Alternative], new: Sequence[Alternative]) -> None:
        self._base = base
        self._revision = revision
        self.old = list(old)
        self.new = list(new)
        self.matches: list[Match] = []

    def match_structures(self) -> None:
        """Match objects, or lists."""
        self._match_by(lambda item, _: item.sole_ref)
        self._match_by_constants()
        # Three levels: enough to recognise the same content, though something deep inside may have changed.
        self._match_by(lambda item, side: side.signatures.alternative(item, 3))
        self._match_by_similarity()

    def match_scalars(self) -> None:
        """Match the alternatives of a scalar type: equal ones first, then one within another, then in order."""
        self._match_by(lambda item, side: side.signatures.alternative(item, 1))
        for one in list(self.old):
            two = next((item for item in self.new if covers(item, one) or covers(one, item)), None)
            if two is not None:
                self._take(one, two)
        for one, two in zip(list(self.old), list(self.new), strict=False):
            self._take(one, two)

    def _match_by(self, key: Callable[[Alternative, Side], Hashable]) -> None:
        by_key: dict[Hashable, list[Alternative]] = {}
        for item in self.new:
            by_key.setdefault(key(item, self._revision), []).append(item)
        by_key.pop(None, None)
        for item in list(self.old):
            equal = by_key.get(key(item, self._base))
            if equal:
                self._take(item, equal.pop(0))

    def _take(self, one: Alternative, two: Alternative) -> None:
        """Match two alternatives, unless one of them is matched already."""
        i, j = _index(self.old, one), _index(self.new, two)
        if i is not None and j is not None:
            del self.old[i], self.new[j]
            self.matches.append((one, two))

    def _match_by_constants(self) -> None:
        """Match two alternatives where no other has the same constant in the same property."""
        if not self.old or not self.new:
            return
        old, new = _by_constant(self._base, self.old), _by_constant(self._revision, self.new)
        for constant, item in old.items():
            if constant in new:
                self._take(item, new[constant])

    def _match_by_similarity(self) -> None:
        if len(self.old) * len(self.new) > _MAX_COMPARISONS:
            return
        old, new = list(self.old), list(self.new)
        scores = [(-self._similarity(one, two), i, j) for i, one in enumerate(old) for j, two in enumerate(new)]
        for score, i, j in sorted(scores):
            if -score >= _SIMILAR:
                self._take(old[i], new[j])

    def _similarity(self, one: Alternative, two: Alternative) -> float:
        self._base.source.spend(1, one.at)
        if one.type == "array":
            return _SIMILAR
        old, new = constants(self._base, one), constants(self._revision, two)
        shared = old.keys() & new.keys()
        if shared and all(old[name] != new[name] for name in shared):
            return 0.0
        names = one.properties.keys() | two.properties.keys()
        if names:
            return len(one.properties.keys() & two.properties.keys()) / len(names)
        return _SIMILAR


def _index(items: list[Alternative], item: Alternative) -> int | None:
    return next((index for index, other in enumerate(items) if other is item), None)


def constants(side: Side, item: Alternative) -> dict[str, str]:
    """Return the required properties of an object that have only one value, with that value as a token."""
    values: dict[str, str] = {}
    for name in item.required:
        alternatives = side.canonical(item.properties.get(name, ())).alternatives
        if len(alternatives) == 1 and alternatives[0].is_constant:
            (value,) = alternatives[0].values or ()
            values[name] = token(value)
    return values


def _by_constant(side: Side, items: list[Alternative]) -> dict[tuple[str, str], Alternative]:
    """Return the alternatives that alone have a constant, by property name and value."""
    owners: dict[tuple[str, str], list[Alternative]] = {}
    for item in items:
        for constant in constants(side, item).items():
            owners.setdefault(constant, []).append(item)
    return {constant: group[0] for constant, group in owners.items() if len(group) == 1}


def disjoint(side: Side, items: Sequence[Alternative]) -> bool:
    """Whether certainly no value is valid for two alternatives: by type, listed values, or a constant."""
    groups: dict[str, list[Alternative]] = {}
    for item in items:
        groups.setdefault(item.family, []).append(item)
    if "any" in groups:
        return len(items) == 1
    for family, group in groups.items():
        if len(group) > 1 and family == "object" and not _disjoint_objects(side, group):
            return False
        if len(group) > 1 and family != "object" and not _disjoint_values(group):
            return False
    return True


def _disjoint_values(items: list[Alternative]) -> bool:
    seen: set[str] = set()
    for item in items:
        tokens = {token(value) for value in item.values or ()}
        if item.values is None or tokens & seen:
            return False
        seen |= tokens
    return True


def _disjoint_objects(side: Side, items: list[Alternative]) -> bool:
    per_item = [constants(side, item) for item in items]
    shared = set(per_item[0]).intersection(*per_item[1:])
    if any(len({values[name] for values in per_item}) == len(items) for name in shared):
        return True
    if len(items) > _MAX_EXCLUSIVE or any(item.extra is not False for item in items):
        return False
    return all(  # each refuses a key that the other requires
        one is two or one.required.keys() - two.properties.keys() or two.required.keys() - one.properties.keys()
        for one in items
        for two in items
    )
