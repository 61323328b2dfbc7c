"""A place that names another component, where both components were there before and still are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import evolve

from scripts.drift.schemas.describe import subject
from scripts.drift.schemas.form import Fact
from scripts.drift.schemas.unions import Alternatives
from scripts.oas.pointers import child_pointer

if TYPE_CHECKING:
    from scripts.drift.schemas.form import Arm, Form
    from scripts.drift.schemas.site import Site

_LIKE = 0.5
_SCALARS = frozenset({"string", "integer", "number", "boolean"})
_HERE: dict[str, Any] = {"at": "", "place": "", "refs": (), "whole": None}


def exchanged(site: Site, one: str, two: str) -> bool:
    """Report what an exchange of two components means at the place, if it is one.

    Neither of them changed, so nothing is said of them.

    Returns:
        Whether that was all; if not, the two are compared as if one had become the other.
    """
    names = (site.base.source.component(one), site.revision.source.component(two))
    if names[0] is None or names[1] is None or names[0] == names[1]:
        return False
    if names[0] not in site.revision.source.components or names[1] not in site.base.source.components:
        return False
    before, after = site.base.form((one,)), site.revision.form((two,))
    if site.base.signatures.key((one,)) == site.revision.signatures.key((two,)):
        return False
    if _alike(before, after) and not (_stays(site, names[0]) and _stays(site, names[1])):
        return False
    if _extends(site, before, after):
        places = site.pair.places
        message = f"{subject(places[0])} is now {names[1]}, which has all that {names[0]} has, and more"
        site.record("schema-exchanged", *places, names[0], names[1], message)
    elif _scalar(before) and _scalar(after):
        Alternatives(site, _here(before), _here(after)).compare()
    else:
        places = site.pair.places
        message = f"{subject(places[0])} is now {names[1]}, it was {names[0]}"
        site.record("type-changed", *places, names[0], names[1], message)
    return True


def _alike(before: Form, after: Form) -> bool:
    if len(before.others) != 1 or len(after.others) != 1:
        return False
    one, two = before.others[0].props.keys(), after.others[0].props.keys()
    return bool(one & two) and len(one & two) >= _LIKE * len(one | two)


def _stays(site: Site, name: str) -> bool:
    """Whether a component says the same in both documents."""
    at = child_pointer("/components/schemas", name)
    return site.base.signatures.key((at,)) == site.revision.signatures.key((at,))


def _extends(site: Site, before: Form, after: Form) -> bool:
    """Whether the second one is an object like the first, with more properties that may be left out."""
    if len(before.arms) != 1 or len(after.arms) != 1:
        return False
    one, two = before.arms[0], after.arms[0]
    kept = {name: key for name, key in two.props.items() if name in one.props}
    if not one.props or len(kept) != len(one.props) or one.required.keys() != two.required.keys():
        return False
    return site.base.signatures.arm(one) == site.revision.signatures.arm(evolve(two, props=kept))


def _scalar(form: Form) -> bool:
    return all(arm.type in _SCALARS for arm in form.others)


def _here(form: Form) -> Form:
    """Return a form as if it were written at the place."""
    return evolve(form, arms=tuple(_written_here(arm) for arm in form.arms))


def _written_here(arm: Arm) -> Arm:
    return evolve(arm, facts={name: Fact(fact.value, "") for name, fact in arm.facts.items()}, **_HERE)
