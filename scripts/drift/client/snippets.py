"""Write typecheck snippets: small functions that use the client as callers do, for the old package and the new one.

A snippet is written only where the two packages differ in their text: a type with the same spelling, whose classes
exist, cannot fail. An error of the type checker in the new package, but not in the old one, is what a caller gets.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from scripts.drift.change import Breaks
from scripts.drift.client.records import Symbol
from scripts.drift.client.renamed import moved_operations, renamed_classes, replacements, same_type

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from scripts.drift.client.generated_package import GeneratedPackage
    from scripts.drift.client.public_api import ClassExpression, ClientClass, OperationModule, Typed

_EXTRA = "additional_properties"


@frozen(kw_only=True)
class Snippet:
    """A function that relies on one name.

    Attributes:
        symbol: The name, and its kind if the snippet fails; without a message.
        new_name: The name that replaces it in the new package.
        before: The code for the old package; it starts with ``def``.
        after: The code for the new one.
    """

    symbol: Symbol
    new_name: str
    before: str
    after: str


@frozen(kw_only=True, eq=False)
class PackagePair:
    """The old and the new package, and the new names of what was renamed.

    Attributes:
        old: The old package.
        new: The new package.
        classes: The new name of each renamed class.
        modules: The new module of each moved operation.
        replacements: The new classes in the places of each removed one.
    """

    old: GeneratedPackage
    new: GeneratedPackage
    classes: Mapping[str, str]
    modules: Mapping[str, str]
    replacements: Mapping[str, tuple[str, ...]]

    def before(self, name: str) -> str:
        """Return the expression for an old class in code for the old package."""
        return f"{self.old.name}.models.{name}"

    def after(self, name: str) -> str:
        """Return the expression for an old class in code for the new package; a removed one stays the old one."""
        new_name = self.classes.get(name, name)
        if new_name not in self.new.api.classes:
            return self.before(name)
        return f"{self.new.name}.models.{new_name}"


def pair_packages(old: GeneratedPackage, new: GeneratedPackage) -> PackagePair:
    """Return two packages with the new names of what was renamed."""
    classes = renamed_classes(old.api, new.api)
    return PackagePair(
        old=old,
        new=new,
        classes=classes,
        modules=moved_operations(old.api, new.api),
        replacements=replacements(old.api, new.api, classes),
    )


def write_snippets(pair: PackagePair) -> Iterator[Snippet]:
    """Yield the snippets for everything that differs."""
    for name, old in sorted(pair.old.api.classes.items()):
        new = pair.new.api.classes.get(pair.classes.get(name, name))
        if new is None:
            yield from _replaced_class(pair, old)
        elif old.base != new.base:
            yield _class_kind(pair, old, new)
        elif old.base == "model":
            yield from _attributes(pair, old, new)
        else:
            yield from _members(pair, old, new)
    for module, operation in sorted(pair.old.api.operations.items()):
        new_operation = pair.new.api.operations.get(pair.modules.get(module, module))
        if new_operation is not None:
            yield from _operation(pair, operation, new_operation)


def _snippet(
    names: tuple[str, str], kind: str, types: tuple[str | None, str | None], breaks: Breaks, codes: tuple[str, str]
) -> Snippet:
    """Return a snippet; names, types and codes are those of the old package and of the new one."""
    symbol = Symbol(name=names[0], kind=kind, old=types[0], new=types[1], message="", breaks=breaks)
    return Snippet(symbol=symbol, new_name=names[1], before=codes[0], after=codes[1])


def _class_kind(pair: PackagePair, old: ClientClass, new: ClientClass) -> Snippet:
    if old.base == "model":
        code = "def snippet(value: collections.abc.Mapping[str, typing.Any]) -> object: return {}.from_dict(value)"
    else:
        code = f"def snippet(value: {{}}) -> {old.base}: return value"
    return _snippet(
        (f"models.{old.name}", f"models.{new.name}"),
        "class kind",
        (_kind_of(old), _kind_of(new)),
        Breaks.READ if old.name in pair.old.received else Breaks.CALL,
        (code.format(pair.before(old.name)), code.format(pair.after(old.name))),
    )


def _kind_of(item: ClientClass) -> str:
    if item.base == "model":
        return "model"
    return f"enum of {item.base}"


def _replaced_class(pair: PackagePair, old: ClientClass) -> Iterator[Snippet]:
    """Use the replacements of a removed class in its place: an error there is about more than its name."""
    for name in pair.replacements.get(old.name, ()):
        new = pair.new.api.classes[name]
        if old.base == new.base == "model":
            yield from _attributes(pair, old, new)


def _attributes(pair: PackagePair, old: ClientClass, new: ClientClass) -> Iterator[Snippet]:
    for name, old_type in old.attributes.items():
        new_type = new.attributes.get(name)
        if new_type is None or not same_type(old_type, new_type, pair.classes):
            yield from _attribute(pair, (old, new), old_type, new_type)
    if old.name in pair.old.sent:
        names = (f"models.{old.name}.{{}}", f"models.{new.name}.{{}}")
        functions = (pair.before(old.name), f"{pair.new.name}.models.{new.name}")
        yield from _required(old.attributes, new.attributes, names, functions)


def _attribute(
    pair: PackagePair, classes: tuple[ClientClass, ClientClass], old_type: Typed, new_type: Typed | None
) -> Iterator[Snippet]:
    """Read an attribute of a received model, and pass one of a sent model: callers do not read what they sent."""
    old, new = classes
    uses: list[tuple[str, Breaks, Callable[[str, Typed, ClassExpression], str]]] = []
    if old.name in pair.old.received:
        uses.append(("attribute type", Breaks.READ, _read))
    if old.name in pair.old.sent and old_type.name != _EXTRA:
        uses.append(("parameter type", Breaks.CALL, _pass))
    for kind, breaks, code in uses:
        yield _snippet(
            (f"models.{old.name}.{old_type.name}", f"models.{new.name}.{old_type.name}"),
            "attribute removed" if new_type is None else kind,
            (old_type.text, None if new_type is None else new_type.text),
            breaks,
            (
                code(pair.before(old.name), old_type, pair.before),
                code(f"{pair.new.name}.models.{new.name}", old_type, pair.after),
            ),
        )


def _read(model: str, attribute: Typed, expression_of: ClassExpression) -> str:
    return f"def snippet(value: {model}) -> {attribute.spell(expression_of)}: return value.{attribute.name}"


def _pass(function: str, argument: Typed, expression_of: ClassExpression) -> str:
    """Pass one argument by its name, and all other required ones with any type."""
    parameters = f"value: {argument.without_unset().spell(expression_of)}, **rest: typing.Any"
    return f"def snippet({parameters}) -> None: {function}({argument.name}=value, **rest)"


def _required(
    old: Mapping[str, Typed], new: Mapping[str, Typed], names: tuple[str, str], functions: tuple[str, str]
) -> Iterator[Snippet]:
    """Yield a snippet for each newly required argument: a call with all other required ones."""
    old_required = [name for name, item in old.items() if item.required]
    new_required = [name for name, item in new.items() if item.required]
    for name in new_required:
        if name not in old_required:
            # Removed arguments have snippets of their own; an error here must be about this argument.
            others = [other for other in new_required if other != name]
            yield _snippet(
                (names[0].format(name), names[1].format(name)),
                "parameter required",
                (old[name].text if name in old else None, new[name].text),
                Breaks.CALL,
                (_call(functions[0], old_required), _call(functions[1], others)),
            )


def _call(function: str, arguments: list[str]) -> str:
    return f"def snippet(value: typing.Any) -> None: {function}({', '.join(f'{name}=value' for name in arguments)})"


def _members(pair: PackagePair, old: ClientClass, new: ClientClass) -> Iterator[Snippet]:
    enums = (pair.before(old.name), pair.after(old.name))
    for name, value in old.members.items():
        if name not in new.members:
            yield _snippet(
                (f"models.{old.name}.{name}", f"models.{new.name}"),
                "enum member removed",
                (repr(value), None),
                Breaks.CALL if old.name in pair.old.sent else Breaks.READ,
                (
                    f"def snippet() -> object: return {enums[0]}.{name}",
                    f"def snippet() -> object: return {enums[1]}.{name}",
                ),
            )
    # Generated enums keep values that they do not list, so no `match` over the members was ever complete.
    kept = [name for name in old.members if name in new.members]
    if kept and new.members.keys() - old.members.keys():
        yield _snippet(
            (f"models.{old.name}", f"models.{new.name}"),
            "exhaustive match",
            (_values(old), _values(new)),
            Breaks.NOTHING,
            (_match(enums[0], list(old.members)), _match(enums[1], kept)),
        )


def _values(enum: ClientClass) -> str:
    return " | ".join(repr(value) for value in enum.members.values())


def _match(enum: str, members: list[str]) -> str:
    cases = "".join(f"        case {enum}.{name}: pass\n" for name in members)
    return f"def snippet(value: {enum}) -> None:\n    match value:\n{cases}        case _: typing.assert_never(value)"


def _operation(pair: PackagePair, old: OperationModule, new: OperationModule) -> Iterator[Snippet]:
    """Yield the snippets of ``sync``: the functions of an operation share their arguments and their result."""
    functions = (f"{pair.old.name}.{old.module}.sync", f"{pair.new.name}.{new.module}.sync")
    names = (f"{old.module}.sync", f"{new.module}.sync")
    for name, old_type in old.arguments.items():
        new_type = new.arguments.get(name)
        if new_type is None or not same_type(old_type, new_type, pair.classes):
            yield _snippet(
                (f"{names[0]}({name})", f"{names[1]}({name})"),
                "parameter removed" if new_type is None else "parameter type",
                (old_type.text, None if new_type is None else new_type.text),
                Breaks.CALL,
                (_pass(functions[0], old_type, pair.before), _pass(functions[1], old_type, pair.after)),
            )
    yield from _required(old.arguments, new.arguments, (f"{names[0]}({{}})", f"{names[1]}({{}})"), functions)
    if not same_type(old.result, new.result, pair.classes) and old.result.text != "None":
        yield _snippet(
            names,
            "return type",
            (old.result.text, new.result.text),
            Breaks.READ,
            (_return(functions[0], old.result, pair.before), _return(functions[1], old.result, pair.after)),
        )


def _return(function: str, result: Typed, expression_of: ClassExpression) -> str:
    return f"def snippet(**rest: typing.Any) -> {result.spell(expression_of)}: return {function}(**rest)"
