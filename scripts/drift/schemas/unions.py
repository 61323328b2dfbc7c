"""Two schemas in canonical form: null, types, and the alternatives that they have in common or not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import evolve

from scripts.drift.schemas.describe import subject, summary
from scripts.drift.schemas.discriminators import compare_discriminators
from scripts.drift.schemas.form import Arm, Form
from scripts.drift.schemas.match import Match, Matcher, disjoint
from scripts.drift.schemas.scalars import compare_facts, compare_values
from scripts.drift.schemas.shapes import compare_array, compare_conditions, compare_object
from scripts.drift.schemas.site import Relation
from scripts.drift.schemas.values import distinct

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scripts.drift.schemas.site import Side, Site

_SCALARS = ("string", "integer", "number", "boolean")
_LENGTHS = frozenset({"minLength", "maxLength"})
_BRANCHED = ("object", "array")


class Alternatives:
    """Compares the alternatives of two forms at one site."""

    def __init__(self, site: Site, base: Form, revision: Form) -> None:
        self._site = site
        self._forms = (base, revision)
        self._left = list(base.others)
        self._right = list(revision.others)
        self._pairs: list[Match] = []
        self._shared: set[str] = set()

    def compare(self) -> None:
        """Report what differs, and have compared what stands below."""
        base, revision = self._forms
        if not (base.anything and revision.anything):
            self._by_name()
            self._match()
            if self._types():
                return
            self._null()
        for one, two in self._pairs:
            self._arm(one, two)
        self._exclusive()
        compare_discriminators(self._site, base, revision, self._left, self._right)

    def _by_name(self) -> None:
        """Match what is behind the same reference on both sides, unless it belongs to an open set of words."""
        shared = self._shared
        first, second = (_groups(arms) for arms in (self._left, self._right))
        for name in first:
            if name not in second or _mixed(first[name], self._left) or _mixed(second[name], self._right):
                continue
            shared.add(name)
            self._site.child((name,), (name,), self._site.pair.places)

        self._left, self._right = (
            [arm for arm in arms if not arm.refs or arm.refs[0] not in shared] for arms in (self._left, self._right)
        )

    def _match(self) -> None:
        left, right = _combined(self._left), _combined(self._right)
        alone = not self._shared
        for kind in ("any", *_SCALARS, *_BRANCHED):
            one, two = ([arm for arm in arms if arm.type == kind] for arms in (left, right))
            if len(one) == len(two) == 1 and (alone or kind not in _BRANCHED):
                self._pairs.append((one[0], two[0]))
                continue
            matcher = Matcher(self._site.base, self._site.revision, one, two)
            if one and two:
                if kind in _BRANCHED:
                    matcher.match()
                else:
                    matcher.match_scalars()
            self._pairs += matcher.found
        taken = {id(arm) for pair in self._pairs for arm in pair}
        self._left, self._right = ([arm for arm in arms if id(arm) not in taken] for arms in (left, right))
        self._numbers()
        self._hinted()

    def _numbers(self) -> None:
        for one in [arm for arm in self._left if arm.type in ("integer", "number")]:
            two = next((arm for arm in self._right if arm.type in ("integer", "number")), None)
            if two is not None:
                self._pairs.append((one, two))
                self._left = [arm for arm in self._left if arm is not one]
                self._right = [arm for arm in self._right if arm is not two]

    def _hinted(self) -> None:
        """Have a schema without a type compared with the alternative that its keywords are about."""
        for mine, others in ((self._left, self._right), (self._right, self._left)):
            for arm in [arm for arm in mine if arm.type == "any"]:
                other = next((item for item in others if item.type == arm.hint), None)
                if other is not None:
                    self._pairs.append((arm, other) if mine is self._left else (other, arm))
                    others.remove(other)
                    mine.remove(arm)

    def _types(self) -> bool:
        """Report types that came or went; return whether nothing is left in common."""
        site, (base, revision) = self._site, self._forms
        old, new = ({_kind(arm) for arm in form.others} for form in (base, revision))
        grew, shrank = (
            bool([arm for arm in self._right if _kind(arm) not in old]),
            bool([arm for arm in self._left if _kind(arm) not in new]),
        )
        nothing = not (self._pairs or self._shared)
        if nothing and not (base.others and revision.others):
            grew, shrank = bool(revision.others), bool(base.others)
        elif nothing and (self._left or self._right):
            grew = shrank = True
        if "any" in old ^ new:
            grew, shrank = "any" in new, "any" in old
        for one, two in self._pairs:
            if one.type != two.type:
                grew, shrank = grew or _wider(two, one), shrank or _wider(one, two)
        if grew or shrank:
            before, after = (summary(side.source, form) for side, form in zip(self._sides, self._forms, strict=True))
            kind = "type-changed" if grew and shrank else "type-widened" if grew else "type-narrowed"
            spots = self._spots()
            message = f"{subject(spots[0])} is now {after}, it was {before}"
            site.record(kind, *spots, before, after, message, variant=_variant(kind, before, after))
            site.pair.unlike = nothing
        self._branches(old, new)
        self._unmatched()
        return nothing and (grew or shrank)

    @property
    def _sides(self) -> tuple[Side, Side]:
        return self._site.base, self._site.revision

    def _spots(self) -> tuple[str, str]:
        return self._site.pair.places

    def _branches(self, old: set[str], new: set[str]) -> None:
        """Report alternatives that came or went, where the other side has others of the same type."""
        if not (self._pairs or self._shared):
            return
        site = self._site
        for arm in self._left:
            if _kind(arm) in new and "any" not in new:
                text = summary(site.base.source, Form(arms=(arm,)))
                message = f"{subject(self._spots()[0])} may no longer be {text}"
                site.record("branch-removed", arm.place or self._spots()[0], None, text, None, message)
        for arm in self._right:
            if _kind(arm) in old and "any" not in old:
                text = summary(site.revision.source, Form(arms=(arm,)))
                message = f"{subject(self._spots()[0])} may also be {text}"
                site.record("branch-added", None, arm.place or self._spots()[1], None, text, message)

    def _unmatched(self) -> None:
        """Remember the components that have nothing to be compared with."""
        site = self._site
        site.graph.gone += [((arm.place,), site.pair, frozenset()) for arm in self._left if arm.place]
        site.graph.new += [((arm.place,), site.pair, frozenset()) for arm in self._right if arm.place]

    def _null(self) -> None:
        base, revision = self._forms
        if any(arm.type == "any" for form in self._forms for arm in form.arms):
            return
        old, new = base.null, revision.null
        arm = old or new
        if (old is None) == (new is None) or arm is None or self._settled(arm):
            return
        name = subject(self._spots()[0])
        if new is not None:
            self._site.record("null-allowed", *self._spots(), "no null", "null", f"{name} may now be null")
        else:
            self._site.record("null-refused", *self._spots(), "null", "no null", f"{name} may no longer be null")

    def _settled(self, null: Arm) -> bool:
        """Whether null comes from a component that is compared by itself."""
        known = self._shared | {
            arm.whole for pair in self._pairs if pair[0].whole and pair[1].whole for arm in pair if arm.whole
        }
        return bool(known.intersection(null.refs))

    def _arm(self, one: Arm, two: Arm) -> None:
        site = self._site
        if one.whole and two.whole:
            pair = site.child((one.whole,), (two.whole,), site.pair.places)
            names = (site.base.source.component(one.whole), site.revision.source.component(two.whole))
            site.graph.relations.append(Relation(*names, pair))
            return
        self._relate(one, two)
        compare_values(site, one, two)
        compare_facts(site, one, two)
        if one.type != "any" or two.type != "any" or one.hint or two.hint:
            kinds = {one.type, two.type, one.hint if one.type == two.type == "any" else None}
            if "object" in kinds:
                compare_object(site, one, two)
            if "array" in kinds:
                compare_array(site, one, two)
        compare_conditions(site, one, two)

    def _relate(self, one: Arm, two: Arm) -> None:
        site = self._site
        if bool(one.refs) == bool(two.refs):
            return
        for target in one.refs:
            site.graph.relations.append(Relation(site.base.source.component(target), None, site.pair))
        for target in two.refs:
            site.graph.relations.append(Relation(None, site.revision.source.component(target), site.pair))

    def _exclusive(self) -> None:
        base, revision = self._forms
        if base.one == revision.one or len(base.others) < 2 or len(revision.others) < 2:
            return
        form, side = (base, self._site.base) if base.one else (revision, self._site.revision)
        if disjoint(side, form.others):
            return
        before, after = ("oneOf" if item.one else "anyOf" for item in self._forms)
        name = subject(self._spots()[0])
        message = f"{name} is {after} instead of {before}, and its alternatives may overlap"
        self._site.record("condition-changed", *self._spots(), before, after, message, variant="other")


def _variant(kind: str, before: str, after: str) -> str:
    """Return the row of a change of types: keywords about one type, and no type, mean no other type."""
    if kind == "type-widened":
        return "no-longer-stated" if after.startswith("any (") else "more"
    if kind == "type-narrowed":
        return "now-stated" if before.startswith("any (") else "fewer"
    return ""


def _wider(one: Arm, two: Arm) -> bool:
    """Whether the type of one includes the type of the other."""
    return one.type == "any" or (one.type == "number" and two.type == "integer")


def _kind(arm: Arm) -> str:
    return "number" if arm.type == "integer" else arm.type


def _groups(arms: Sequence[Arm]) -> dict[str, list[Arm]]:
    found: dict[str, list[Arm]] = {}
    for arm in arms:
        if arm.refs:
            found.setdefault(arm.refs[0], []).append(arm)
    return found


def _mixed(group: list[Arm], arms: Sequence[Arm]) -> bool:
    """Whether an alternative of another member is about the same scalar type."""
    kinds = {_kind(arm) for arm in group} & {"string", "number", "boolean"}
    return bool(kinds) and any(_kind(arm) in kinds and not any(arm is item for item in group) for arm in arms)


_HERE: dict[str, Any] = {"at": "", "place": "", "refs": (), "whole": None}
"""What is made of several alternatives stands nowhere but where the union does."""


def _combined(arms: Sequence[Arm]) -> list[Arm]:
    """Make one alternative of those that list values of one type, and of an open one beside them."""
    found = [arm for arm in arms if arm.type not in _SCALARS]
    for kind in _SCALARS:
        group = [arm for arm in arms if arm.type == kind]
        closed = [arm for arm in group if arm.values is not None]
        rest = [arm for arm in group if arm.values is None]
        words = distinct(value for arm in closed for value in arm.values or ())
        plain = next((arm for arm in rest if arm.open), None)
        if plain is None and len(rest) == 1 and rest[0].facts.keys() <= _LENGTHS and not rest[0].conditions:
            plain = rest[0]
        if plain is not None and words:
            rest = [evolve(plain, known=words, **_HERE) if arm is plain else arm for arm in rest]
            closed = []
        if len(closed) > 1:
            closed = [evolve(closed[0], values=words, **_HERE)]
        found += closed + rest
    return _without_covered(found)


def _without_covered(arms: list[Arm]) -> list[Arm]:
    """Leave out what an open alternative of the same type admits anyway; bytes have a type of their own."""
    opened = {kind: next((arm for arm in arms if arm.type == kind and _is_plain(arm)), None) for kind in _SCALARS}
    found: list[Arm] = []
    for arm in arms:
        wider = (opened["number"] if arm.type == "integer" else None) or opened.get(arm.type)
        shape = arm.facts.get("format")
        if wider is None or wider is arm or arm.known or (shape is not None and shape.value == "binary"):
            found.append(arm)
    return found


def _is_plain(arm: Arm) -> bool:
    return arm.values is None and not arm.stated
