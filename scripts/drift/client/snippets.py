"""Small functions that use the client as its users do, written for the old package and for the new one.

A probe is written only where the two packages differ in their text: where a type is spelled alike and the classes that
it names are there, nothing can fail. What the checker says to a probe in the new package, and did not say in the old
one, is what it says to a user.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from scripts.drift.change import Breaks
from scripts.drift.client.renamed import heirs, moved_operations, renamed_classes, same_type

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from scripts.drift.client.generated_side import Made
    from scripts.drift.client.surface import Class, Operation, Owner, Typed

_EXTRA = "additional_properties"


@frozen(kw_only=True)
class Probe:
    """One thing that code may rely on.

    Attributes:
        target: The name that is relied on, inside the package: ``models.VideoResource.seconds``.
        now: What stands for it in the new package.
        kind: What it is called if it fails: one of ``KINDS``.
        old: The type or name as it was.
        new: The type or name now.
        breaks: What stops working if it fails.
        before: The code for the old package; its lines start with ``def``.
        after: The code for the new one.
    """

    target: str
    now: str
    kind: str
    old: str | None
    new: str | None
    breaks: Breaks
    before: str
    after: str


@frozen(kw_only=True, eq=False)
class Pair:
    """The two packages, and what became of names that are gone.

    Attributes:
        old: The package as it was.
        new: The package as it is.
        classes: The new name of each class that only has another one.
        modules: The new module of each operation that is elsewhere.
        heirs: The new classes that stand where one stood that is gone.
    """

    old: Made
    new: Made
    classes: Mapping[str, str]
    modules: Mapping[str, str]
    heirs: Mapping[str, tuple[str, ...]]

    def before(self, name: str) -> str:
        """Return the expression for an old class in code for the old package."""
        return f"{self.old.name}.models.{name}"

    def after(self, name: str) -> str:
        """Return the expression for an old class in code for the new package; one that is gone stays the old one."""
        now = self.classes.get(name, name)
        return f"{self.new.name}.models.{now}" if now in self.new.surface.classes else self.before(name)


def pair_of(old: Made, new: Made) -> Pair:
    """Return two packages with what has another name in the second."""
    classes = renamed_classes(old.surface, new.surface)
    return Pair(
        old=old,
        new=new,
        classes=classes,
        modules=moved_operations(old.surface, new.surface),
        heirs=heirs(old.surface, new.surface, classes),
    )


def probes_of(pair: Pair) -> Iterator[Probe]:
    """Yield the probes for everything that differs."""
    for name, old in sorted(pair.old.surface.classes.items()):
        new = pair.new.surface.classes.get(pair.classes.get(name, name))
        if new is None:
            yield from _inherited(pair, old)
        elif old.base != new.base:
            yield _kind(pair, old, new)
        elif old.base == "model":
            yield from _attributes(pair, old, new)
        else:
            yield from _members(pair, old, new)
    for module, operation in sorted(pair.old.surface.operations.items()):
        found = pair.new.surface.operations.get(pair.modules.get(module, module))
        if found is not None:
            yield from _operation(pair, operation, found)


def _kind(pair: Pair, old: Class, new: Class) -> Probe:
    if old.base == "model":
        code = "def probe(value: collections.abc.Mapping[str, typing.Any]) -> object: return {}.from_dict(value)"
    else:
        code = f"def probe(value: {{}}) -> {old.base}: return value"
    return Probe(
        target=f"models.{old.name}",
        now=f"models.{new.name}",
        kind="class kind",
        old=_base(old),
        new=_base(new),
        breaks=Breaks.READ if old.name in pair.old.read else Breaks.CALL,
        before=code.format(pair.before(old.name)),
        after=code.format(pair.after(old.name)),
    )


def _base(item: Class) -> str:
    return "model" if item.base == "model" else f"enum of {item.base}"


def _inherited(pair: Pair, old: Class) -> Iterator[Probe]:
    """Put the classes that stand where one stood that is gone in its place: what fails is more than its name."""
    for name in pair.heirs.get(old.name, ()):
        new = pair.new.surface.classes[name]
        if old.base == new.base == "model":
            yield from _attributes(pair, old, new)


def _attributes(pair: Pair, old: Class, new: Class) -> Iterator[Probe]:
    classes = (pair.before(old.name), f"{pair.new.name}.models.{new.name}")
    for name, was in old.attributes.items():
        now = new.attributes.get(name)
        if now is None or not same_type(was, now, pair.classes):
            yield from _attribute(pair, (old, new), was, now)
    if old.name in pair.old.sent:
        targets = (f"models.{old.name}.{{}}", f"models.{new.name}.{{}}")
        yield from _required(old.attributes, new.attributes, targets, classes)


def _attribute(pair: Pair, classes: tuple[Class, Class], was: Typed, now: Typed | None) -> Iterator[Probe]:
    """Read an attribute of what comes, and give one of what is sent; code does not read back what it has given."""
    old, new = classes
    uses: list[tuple[str, Breaks, Callable[[str, Typed, Owner], str]]] = []
    if old.name in pair.old.read:
        uses.append(("attribute type", Breaks.READ, _reads))
    if old.name in pair.old.sent and was.name != _EXTRA:
        uses.append(("parameter type", Breaks.CALL, _gives))
    for kind, breaks, code in uses:
        yield Probe(
            target=f"models.{old.name}.{was.name}",
            now=f"models.{new.name}.{was.name}",
            kind=kind if now is not None else "attribute removed",
            old=was.text,
            new=now.text if now is not None else None,
            breaks=breaks,
            before=code(pair.before(old.name), was, pair.before),
            after=code(f"{pair.new.name}.models.{new.name}", was, pair.after),
        )


def _reads(model: str, attribute: Typed, owner: Owner) -> str:
    return f"def probe(value: {model}) -> {attribute.spelled(owner)}: return value.{attribute.name}"


def _gives(function: str, argument: Typed, owner: Owner) -> str:
    """Give one argument by its name; whatever else is wanted comes along, of any type."""
    taken = f"value: {argument.given().spelled(owner)}, **rest: typing.Any"
    return f"def probe({taken}) -> None: {function}({argument.name}=value, **rest)"


def _required(
    old: Mapping[str, Typed], new: Mapping[str, Typed], targets: tuple[str, str], functions: tuple[str, str]
) -> Iterator[Probe]:
    """Yield a probe for each argument that must be given now: a call with all others that must."""
    before = [name for name, item in old.items() if item.required]
    after = [name for name, item in new.items() if item.required]
    for name in after:
        if name not in before:
            # Those that are gone are another probe's; an error here is to be about this argument.
            others = [item for item in after if item != name]
            yield Probe(
                target=targets[0].format(name),
                now=targets[1].format(name),
                kind="parameter required",
                old=old[name].text if name in old else None,
                new=new[name].text,
                breaks=Breaks.CALL,
                before=_calls(functions[0], before),
                after=_calls(functions[1], others),
            )


def _calls(function: str, arguments: list[str]) -> str:
    return f"def probe(value: typing.Any) -> None: {function}({', '.join(f'{name}=value' for name in arguments)})"


def _members(pair: Pair, old: Class, new: Class) -> Iterator[Probe]:
    enums = (pair.before(old.name), pair.after(old.name))
    for name, value in old.members.items():
        if name not in new.members:
            before, after = (f"def probe() -> object: return {enum}.{name}" for enum in enums)
            yield Probe(
                target=f"models.{old.name}.{name}",
                now=f"models.{new.name}",
                kind="enum member removed",
                old=repr(value),
                new=None,
                breaks=Breaks.CALL if old.name in pair.old.sent else Breaks.READ,
                before=before,
                after=after,
            )
    kept = [name for name in old.members if name in new.members]
    if kept and new.members.keys() - old.members.keys():
        yield Probe(
            target=f"models.{old.name}",
            now=f"models.{new.name}",
            kind="exhaustive match",
            old=_listed(old),
            new=_listed(new),
            breaks=Breaks.NOTHING,
            before=_match(enums[0], list(old.members)),
            after=_match(enums[1], kept),
        )


def _listed(enum: Class) -> str:
    return " | ".join(repr(value) for value in enum.members.values())


def _match(enum: str, members: list[str]) -> str:
    cases = "".join(f"        case {enum}.{name}: pass\n" for name in members)
    return f"def probe(value: {enum}) -> None:\n    match value:\n{cases}        case _: typing.assert_never(value)"


def _operation(pair: Pair, old: Operation, new: Operation) -> Iterator[Probe]:
    """Yield the probes of ``sync``: the functions of an operation share their arguments and their result."""
    calls = (f"{pair.old.name}.{old.module}.sync", f"{pair.new.name}.{new.module}.sync")
    owners = (pair.before, pair.after)
    target, current = f"{old.module}.sync", f"{new.module}.sync"
    for name, was in old.arguments.items():
        now = new.arguments.get(name)
        if now is None or not same_type(was, now, pair.classes):
            before, after = (_gives(call, was, owner) for call, owner in zip(calls, owners, strict=True))
            yield Probe(
                target=f"{target}({name})",
                now=f"{current}({name})",
                kind="parameter type" if now is not None else "parameter removed",
                old=was.text,
                new=now.text if now is not None else None,
                breaks=Breaks.CALL,
                before=before,
                after=after,
            )
    yield from _required(old.arguments, new.arguments, (f"{target}({{}})", f"{current}({{}})"), calls)
    if not same_type(old.result, new.result, pair.classes) and old.result.text != "None":
        before, after = (_returns(call, old.result, owner) for call, owner in zip(calls, owners, strict=True))
        yield Probe(
            target=target,
            now=current,
            kind="return type",
            old=old.result.text,
            new=new.result.text,
            breaks=Breaks.READ,
            before=before,
            after=after,
        )


def _returns(call: str, result: Typed, owner: Owner) -> str:
    return f"def probe(**rest: typing.Any) -> {result.spelled(owner)}: return {call}(**rest)"
