"""Which alternative of one schema stands for which of another: by name, by constant, by content, by likeness."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.drift.schemas.values import token

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

    from scripts.drift.schemas.form import Arm
    from scripts.drift.schemas.site import Side

Match = tuple["Arm", "Arm"]
_LIKE = 0.5
_MOST = 10_000  # comparisons of alternatives one by one


class Matcher:
    """Matches the objects, or the lists, of two unions."""

    def __init__(self, base: Side, revision: Side, left: Sequence[Arm], right: Sequence[Arm]) -> None:
        self._base = base
        self._revision = revision
        self.left = list(left)
        self.right = list(right)
        self.found: list[Match] = []

    def match(self) -> None:
        """Match what can be matched; the rest stays in ``left`` and ``right``."""
        self._by(lambda arm, _: arm.whole)
        self._by_constants()
        self._by(lambda arm, side: side.signatures.arm(arm, 3))
        self._by_likeness()

    def match_scalars(self) -> None:
        """Match the alternatives of a scalar type: equal ones first, then in order."""
        self._by(lambda arm, side: side.signatures.arm(arm, 1))
        for one, two in zip(list(self.left), list(self.right), strict=False):
            self._take(one, two)

    def _by(self, key: Callable[[Arm, Side], Hashable]) -> None:
        there: dict[Hashable, list[Arm]] = {}
        for arm in self.right:
            there.setdefault(key(arm, self._revision), []).append(arm)
        there.pop(None, None)
        for arm in list(self.left):
            same = there.get(key(arm, self._base))
            if same:
                self._take(arm, same.pop(0))

    def _take(self, one: Arm, two: Arm) -> None:
        _drop(self.left, one)
        _drop(self.right, two)
        self.found.append((one, two))

    def _by_constants(self) -> None:
        """Match the alternatives that alone have the same constant in the same property."""
        if not self.left or not self.right:
            return
        here, there = _alone(self._base, self.left), _alone(self._revision, self.right)
        for constant, arm in here.items():
            other = there.get(constant)
            if other is not None and _has(self.left, arm) and _has(self.right, other):
                self._take(arm, other)

    def _by_likeness(self) -> None:
        if len(self.left) * len(self.right) > _MOST:
            return
        scores = [
            (-self._likeness(one, two), number, index)
            for number, one in enumerate(self.left)
            for index, two in enumerate(self.right)
        ]
        left, right = list(self.left), list(self.right)
        for score, number, index in sorted(scores):
            one, two = left[number], right[index]
            if -score >= _LIKE and _has(self.left, one) and _has(self.right, two):
                self._take(one, two)

    def _likeness(self, one: Arm, two: Arm) -> float:
        self._base.source.spend(1, one.at)
        if one.type == "array":
            return _LIKE
        if _clash(constants(self._base, one), constants(self._revision, two)):
            return 0.0
        names = one.props.keys() | two.props.keys()
        return len(one.props.keys() & two.props.keys()) / len(names) if names else _LIKE


def _drop(arms: list[Arm], gone: Arm) -> None:
    del arms[next(index for index, arm in enumerate(arms) if arm is gone)]


def _has(arms: list[Arm], wanted: Arm) -> bool:
    return any(arm is wanted for arm in arms)


def _clash(one: dict[str, str], two: dict[str, str]) -> bool:
    shared = one.keys() & two.keys()
    return bool(shared) and all(one[name] != two[name] for name in shared)


def constants(side: Side, arm: Arm) -> dict[str, str]:
    """Return the properties of an object that can have only one value, with that value."""
    found: dict[str, str] = {}
    for name in arm.required:
        form = side.form(arm.props.get(name, ()))
        if len(form.arms) == 1 and form.arms[0].values is not None and len(form.arms[0].values) == 1:
            found[name] = token(form.arms[0].values[0])
    return found


def _alone(side: Side, arms: list[Arm]) -> dict[tuple[str, str], Arm]:
    found: dict[tuple[str, str], list[Arm]] = {}
    for arm in arms:
        for constant in constants(side, arm).items():
            found.setdefault(constant, []).append(arm)
    return {constant: owners[0] for constant, owners in found.items() if len(owners) == 1}


def disjoint(side: Side, arms: Sequence[Arm]) -> bool:
    """Whether no value can satisfy two of the alternatives, for sure: by type, by listed values, or by a constant."""
    groups: dict[str, list[Arm]] = {}
    for arm in arms:
        groups.setdefault("number" if arm.type == "integer" else arm.type, []).append(arm)
    if "any" in groups:
        return len(arms) == 1
    for kind, group in groups.items():
        if len(group) == 1:
            continue
        if kind == "object":
            if not _told_apart(side, group):
                return False
        elif not _lists_apart(group):
            return False
    return True


def _lists_apart(arms: list[Arm]) -> bool:
    seen: set[str] = set()
    for arm in arms:
        if arm.values is None:
            return False
        said = {token(value) for value in arm.values}
        if said & seen:
            return False
        seen |= said
    return True


def _told_apart(side: Side, arms: list[Arm]) -> bool:
    said = [constants(side, arm) for arm in arms]
    shared = set(said[0]).intersection(*said[1:])
    if any(len({constant[name] for constant in said}) == len(arms) for name in shared):
        return True
    return _required_apart(arms)


def _required_apart(arms: list[Arm]) -> bool:
    """Each refuses a key that each other one requires."""
    if len(arms) > 20 or any(arm.extra is not False for arm in arms):
        return False
    return all(
        one is two or one.required.keys() - two.props.keys() or two.required.keys() - one.props.keys()
        for one in arms
        for two in arms
    )
