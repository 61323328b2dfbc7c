"""What a generated package offers by name: its models, enums and operations, with the types as they are written."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from functools import reduce
from typing import TYPE_CHECKING

from attrs import evolve, field, frozen

from scripts.codegen.proof.plan import Plan, PlannedEnum, PlannedModel, PlannedOperation

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Owner = Callable[[str], str]
"""Gives the expression for a model or enum class by its name."""

_MODEL = "models:"


@frozen(kw_only=True)
class Typed:
    """An attribute, an argument or a result.

    Attributes:
        name: Its name in Python.
        text: Its type as the code has it.
        required: Whether it must be given.
        names: What the names in the type stand for: a dotted name, or ``models:`` and a class.
        tree: The type, parsed.
    """

    name: str
    text: str
    required: bool
    names: tuple[tuple[str, str], ...]
    tree: ast.expr = field(eq=False, repr=False)

    @property
    def classes(self) -> frozenset[str]:
        """The models and enums that the type names."""
        return frozenset(target.removeprefix(_MODEL) for _, target in self.names if target.startswith(_MODEL))

    @property
    def modules(self) -> frozenset[str]:
        """The modules that must be imported for what the type names."""
        return frozenset(target.rpartition(".")[0] for _, target in self.names if not target.startswith(_MODEL))

    def given(self) -> Typed:
        """Return the type of what is given, if it is: without the type of what is absent."""
        members = [item for item in _members(self.tree) if ast.unparse(item) != "Unset"]
        tree = reduce(lambda left, right: ast.BinOp(left, ast.BitOr(), right), members or [self.tree])
        return evolve(self, tree=tree)

    def spelled(self, owner: Owner) -> str:
        """Return the type for another module, with every name in full."""
        names = {
            name: owner(target.removeprefix(_MODEL)) if target.startswith(_MODEL) else target
            for name, target in self.names
        }
        return ast.unparse(_Spelling(names).visit(ast.parse(ast.unparse(self.tree), mode="eval")))


def _members(tree: ast.expr) -> list[ast.expr]:
    """Return the members of a union."""
    if isinstance(tree, ast.BinOp) and isinstance(tree.op, ast.BitOr):
        return [*_members(tree.left), *_members(tree.right)]
    return [tree]


class _Spelling(ast.NodeTransformer):
    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = names

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return ast.parse(self._names.get(node.id, node.id), mode="eval").body


@frozen(kw_only=True)
class Class:
    """A model or an enum; ``base`` is ``model``, ``str`` or ``int``, ``members`` are those of an enum."""

    name: str
    base: str
    attributes: Mapping[str, Typed]
    members: Mapping[str, str | int]


@frozen(kw_only=True)
class Operation:
    """The module of an operation: its functions, and what ``sync``, like all of them, takes and returns."""

    module: str
    method: str
    path: str
    functions: tuple[str, ...]
    arguments: Mapping[str, Typed]
    result: Typed


@frozen(kw_only=True)
class Surface:
    """All public names of a package: classes by name, operations by module (``api.videos.create_video``)."""

    classes: Mapping[str, Class]
    operations: Mapping[str, Operation]


def read_surface(folder: Path, plan: Plan) -> Surface:
    """Read what a package offers from its code."""
    classes: dict[str, Class] = {}
    operations: dict[str, Operation] = {}
    for place, planned in plan.modules.items():
        tree = ast.parse((folder / place).read_bytes(), place)
        if isinstance(planned, PlannedOperation):
            module = place.removesuffix(".py").replace("/", ".")
            operations[module] = _operation(tree, module, planned)
        else:
            classes[planned.name] = _class(tree, planned)
    return Surface(classes=classes, operations=operations)


def _class(tree: ast.Module, planned: PlannedModel | PlannedEnum) -> Class:
    (node,) = [item for item in tree.body if isinstance(item, ast.ClassDef)]
    if isinstance(planned, PlannedEnum):
        base = "int" if ast.unparse(node.bases[0]) == "OpenIntEnum" else "str"
        return Class(name=planned.name, base=base, attributes={}, members=planned.members)
    names = {**dict(_imported(tree)), node.name: f"{_MODEL}{node.name}"}
    found = [item for item in node.body if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name)]
    attributes = {
        item.target.id: _typed(item.target.id, item.annotation, names, required=item.value is None)
        for item in found
        if isinstance(item.target, ast.Name)
    }
    return Class(name=planned.name, base="model", attributes=attributes, members={})


def _operation(tree: ast.Module, module: str, planned: PlannedOperation) -> Operation:
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
    call = functions["sync"]
    names = dict(_imported(tree))
    positional = len(call.args.args) - len(call.args.defaults)
    arguments = [
        *((item, number < positional) for number, item in enumerate(call.args.args)),
        *((item, given is None) for item, given in zip(call.args.kwonlyargs, call.args.kw_defaults, strict=True)),
    ]
    return Operation(
        module=module,
        method=planned.method,
        path=planned.path,
        functions=tuple(functions),
        arguments={
            item.arg: _typed(item.arg, item.annotation or ast.Constant(None), names, required=required)
            for item, required in arguments
        },
        result=_typed("return", call.returns or ast.Constant(None), names, required=True),
    )


def _typed(name: str, tree: ast.expr, names: Mapping[str, str], *, required: bool) -> Typed:
    used = sorted({node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id in names})
    return Typed(
        name=name,
        text=ast.unparse(tree),
        required=required,
        names=tuple((item, names[item]) for item in used),
        tree=tree,
    )


def _imported(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Yield what a module imports: the name that it uses, and what it stands for."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            for item in node.names:
                target = f"{_MODEL}{item.name}" if node.level else f"{node.module}.{item.name}"
                yield item.asname or item.name, target
        elif isinstance(node, ast.Import):
            for item in node.names:
                yield item.asname or item.name, item.name
