"""From a schema as it is written to its canonical form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import evolve

from scripts.drift.schemas.form import Arm, Form, Key
from scripts.drift.schemas.intersect import both
from scripts.drift.schemas.keywords import check_parts, own_arms
from scripts.drift.schemas.words import OWN, UNIONS, names_keys

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scripts.drift.schemas.source import Source

_MAX_ARMS = 5_000
_DEEPEST = 60


class Builder:
    """Builds the forms of one document; each once."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self._forms: dict[Key, Form] = {}
        self._open: list[str] = []

    def form(self, key: Key) -> Form:
        """Return the canonical form of what satisfies all schemas of a key.

        Raises:
            SpecError: It has none: it contains itself, refers to nothing, or is too large or too deep.
        """
        found = self._forms.get(key)
        if found is None:
            found = self._forms[key] = self._key(key)
        return found

    def _key(self, key: Key) -> Form:
        if not key:
            return Form(arms=(Arm(type="any", at="", place=""),))
        if len(key) > 1:
            return self._all([self.form((at,)) for at in key], key[0])
        at = key[0]
        self.source.spend(1, at)
        if at in self._open:
            raise self.source.error(at, "this schema contains itself", "break the circle of allOf, anyOf or $ref")
        if len(self._open) > _DEEPEST:
            raise self.source.error(at, "the schemas are too deep to compare", "combine fewer schemas in a row")
        self._open.append(at)
        try:
            return self._build(at)
        finally:
            self._open.pop()

    def _build(self, at: str) -> Form:
        node = self.source.node(at)
        if not isinstance(node, dict):
            return Form(arms=(Arm(type="any", at=at, place=at),) if node else ())
        check_parts(self.source, node, at)
        target = self.source.reference(node, at)
        if target is not None and self.source.old:
            return self._refer(target, at)
        parts: list[Form] = []
        unions = [key for key in UNIONS if node.get(key) and not names_keys(node[key])]
        if OWN.intersection(node) or any(names_keys(node.get(key)) for key in UNIONS):
            parts.append(Form(arms=own_arms(self.source, node, at)))
        if target is not None:
            parts.append(self._refer(target, at))
        parts.extend(self.form((f"{at}/allOf/{index}",)) for index in range(len(node.get("allOf", ()))))
        parts.extend(self._union(node, key, at) for key in unions)
        made = self._all(parts, at) if parts else Form(arms=(Arm(type="any", at=at, place=at),))
        if node.get("nullable") is True and not any(arm.type in ("null", "any") for arm in made.arms):
            made = evolve(made, arms=(*made.arms, Arm(type="null", at=at, place=at)))
        return self._discriminated(made, node, at)

    def _discriminated(self, form: Form, node: dict[str, Any], at: str) -> Form:
        said = node.get("discriminator")
        return evolve(form, discriminator=said, discriminator_at=at) if said else form

    def _refer(self, target: str, place: str) -> Form:
        """Return the form of what a reference leads to, as seen from where it stands."""
        self.source.chain(place)
        form = self.form((target,))
        whole = len(form.others) == 1
        arms = tuple(
            evolve(arm, place=place, refs=(target, *arm.refs), whole=target if whole else arm.whole)
            for arm in form.arms
        )
        return evolve(form, arms=arms)

    def _union(self, node: dict[str, Any], key: str, at: str) -> Form:
        members = [self.form((f"{at}/{key}/{index}",)) for index in range(len(node[key]))]
        arms: dict[tuple[str, str, str, tuple[str, ...]], Arm] = {}
        for form in members:
            for arm in form.arms:
                same = ("null", "", "", ()) if arm.type == "null" else (arm.type, arm.at, "", arm.refs)
                arms.setdefault(same if arm.refs else (*same[:2], arm.place, same[3]), arm)
        nulls = [name for name in arms if name[0] == "null"]
        for name in nulls[1:]:
            del arms[name]
        self._check(len(arms), at)
        one = any(form.one for form in members) or (key == "oneOf" and sum(bool(form.others) for form in members) > 1)
        solid = [form for form in members if form.others]
        found = [form for form in solid if form.discriminator] if len(solid) == 1 else []
        return Form(
            arms=tuple(arms.values()),
            one=one,
            discriminator=found[0].discriminator if found else None,
            discriminator_at=found[0].discriminator_at if found else "",
        )

    def _all(self, parts: Sequence[Form], at: str) -> Form:
        found = parts[0]
        for part in parts[1:]:
            self._check(len(found.arms) * len(part.arms), at)
            self.source.spend(len(found.arms) * len(part.arms), at)
            pairs = [both(first, second) for first in found.arms for second in part.arms]
            said = found if found.discriminator else part
            found = Form(
                arms=tuple(arm for arm in pairs if arm is not None),
                one=found.one or part.one,
                discriminator=said.discriminator,
                discriminator_at=said.discriminator_at,
            )
        return found

    def _check(self, arms: int, at: str) -> None:
        if arms > _MAX_ARMS:
            raise self.source.error(
                at, f"a union of more than {_MAX_ARMS} alternatives is too large to compare", "split it"
            )
