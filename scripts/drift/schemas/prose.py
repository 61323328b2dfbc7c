"""What two schemas say beside what they admit: defaults, flags, prose, and values that are listed in prose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.drift.schemas.describe import listed, short, subject
from scripts.drift.schemas.notes import Note, notes_of
from scripts.drift.schemas.values import token
from scripts.drift.schemas.values_in_text import values_in_text
from scripts.drift.schemas.words import DATA, MEMBERS

if TYPE_CHECKING:
    from scripts.drift.schemas.form import Key
    from scripts.drift.schemas.site import Side, Site
    from scripts.oas.document import Json

_KINDS = {
    "default": "default-changed",
    "deprecated": "deprecated-changed",
    "readOnly": "read-only-changed",
    "writeOnly": "write-only-changed",
}


def compare_notes(site: Site, *, own: bool) -> None:
    """Report what changed in the notes of a pair.

    Args:
        site: The pair.
        own: Look only at the schemas themselves: what they refer to is compared by itself.
    """
    old = notes_of(site.base.source, site.pair.base, own=own)
    new = notes_of(site.revision.source, site.pair.revision, own=own)
    docs: list[str] = []
    for name in dict.fromkeys([*old, *new]):
        one, two = old.get(name), new.get(name)
        if name == MEMBERS:
            _members(site, one, two)
            continue
        if one is not None and two is not None and (one.value is two.value or token(one.value) == token(two.value)):
            continue
        if name in DATA:
            _data(site, name, one, two)
        else:
            docs.append(name)
    if docs:
        _docs(site, docs, old, new)


def _data(site: Site, name: str, one: Note | None, two: Note | None) -> None:
    before, after = ({name: short(note.value)} if note else None for note in (one, two))
    spots = _spots(site, one, two)
    message = f"{name} of {subject(spots[0])} is {_text(two)}, it was {_text(one)}"
    site.record(_KINDS[name], *spots, before, after, message)


def _members(site: Site, one: Note | None, two: Note | None) -> None:
    """Report that values of an enum have other names; what a value is called matters, not where it stands."""
    old, new = _named(site.base, one), _named(site.revision, two)
    if one is None:
        old = _unnamed(site.base, site.pair.base)
    if two is None:
        new = _unnamed(site.revision, site.pair.revision)
    others = [value for value in old if value in new and old[value] != new[value]]
    if others:
        spots = _spots(site, one, two)
        before, after = ({value: names[value] for value in others} for names in (old, new))
        message = f"members of {subject(spots[0])} have other names: those of {listed(others)}"
        site.record("enum-names-changed", *spots, before, after, message)


def _named(side: Side, note: Note | None) -> dict[str, Json]:
    """Return what each value is called, by the extension that gives names."""
    node = side.source.node(note.at) if note is not None else None
    values = node.get("enum") if isinstance(node, dict) else None
    if note is None or not isinstance(values, list) or not isinstance(note.value, list):
        return {}
    return {token(value): name for value, name in zip(values, note.value, strict=False)}


def _unnamed(side: Side, key: Key) -> dict[str, Json]:
    """Return the values of an enum without names: they are called by what they are."""
    return {token(value): None for arm in side.form(key).others for value in arm.values or ()}


def _text(note: Note | None) -> str:
    return "not given" if note is None else token(note.value)


def _spots(site: Site, one: Note | None, two: Note | None) -> tuple[str, str]:
    places = site.pair.places
    if one is None or two is None:
        return places
    return one.at, two.at


def _docs(site: Site, names: list[str], old: dict[str, Note], new: dict[str, Note]) -> None:
    if "description" in names and _values(site, old.get("description"), new.get("description")):
        return
    first = names[0]
    spots = _spots(site, old.get(first), new.get(first))
    message = f"{', '.join(sorted(names))} of {subject(spots[0])} changed"
    before_text, after_text = (
        {name: short(notes[name].value) for name in sorted(names) if name in notes} or None for notes in (old, new)
    )
    site.record("docs-changed", *spots, before_text, after_text, message)


def _values(site: Site, one: Note | None, two: Note | None) -> bool:
    """Report that a text names further values; return whether it does, and whether that is news."""
    before, after = _listed(one), _listed(two)
    if not set(after) - set(before):
        return False
    old, new = (_words(side, key) for side, key in ((site.base, site.pair.base), (site.revision, site.pair.revision)))
    if old is None or new is None or (_told(before, old) and _told(after, new)):
        return False
    spots = _spots(site, one, two)
    name = subject(spots[0])
    was = f"it named {listed(before)}" if before else "it named none"
    message = f"the text of {name} now names the values {listed(after)}, {was}"
    site.record("values-in-text-changed", *spots, list(before), list(after), message)
    return True


def _words(side: Side, key: Key) -> set[str] | None:
    """Return the values that a scalar lists, as text; None for what is no scalar."""
    arms = side.form(key).others
    if any(arm.type in ("object", "array") or arm.hint for arm in arms):
        return None
    values = [value for arm in arms for value in arm.values or () if not isinstance(value, bool)]
    return {value if isinstance(value, str) else token(value) for value in values}


def _told(said: tuple[str, ...], words: set[str]) -> bool:
    """Whether a text names nothing, or just what the schema lists anyway."""
    return not said or set(said) == words


def _listed(note: Note | None) -> tuple[str, ...]:
    return values_in_text(note.value) if note is not None and isinstance(note.value, str) else ()
