"""Read the public names of a generated package from its code: models, enums and operations, with their types."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from functools import reduce
from typing import TYPE_CHECKING

from attrs import evolve, field, frozen

from scripts.codegen.proof.expected import ExpectedEnum, ExpectedModel, ExpectedOperation, ExpectedPackage

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ClassExpression = Callable[[str], str]
"""Returns the Python expression for a model or enum class of a name."""

_MODEL = "models:"


@frozen(kw_only=True)
class Typed:
    """An attribute, an argument or a result.

    Attributes:
        name: Its name in Python.
        text: Its type in the code.
        required: Whether a caller must pass it.
        names: Each name in the type with what it refers to: a dotted name, or ``models:`` and a class.
        tree: The type, parsed.
    """

    name: str
    text: str
    required: bool
    names: tuple[tuple[str, str], ...]
    tree: ast.expr = field(eq=False, repr=False)

    @property
    def classes(self) -> frozenset[str]:
        """The models and enums in the type."""
        return frozenset(target.removeprefix(_MODEL) for _, target in self.names if target.startswith(_MODEL))

    @property
    def modules(self) -> frozenset[str]:
        """The modules to import for the type."""
        return frozenset(target.rpartition(".")[0] for _, target in self.names if not target.startswith(_MODEL))

    def without_unset(self) -> Typed:
        """Return the type of an argument that is passed: without ``Unset``."""
        members = [item for item in _union_members(self.tree) if ast.unparse(item) != "Unset"]
        tree = reduce(lambda left, right: ast.BinOp(left, ast.BitOr(), right), members or [self.tree])
        return evolve(self, tree=tree)

    def spell(self, expression_of: ClassExpression) -> str:
        """Return the type for another module, with every name in full."""
        names = {
            name: expression_of(target.removeprefix(_MODEL)) if target.startswith(_MODEL) else target
            for name, target in self.names
        }
        return ast.unparse(_ReplaceNames(names).visit(ast.parse(ast.unparse(self.tree), mode="eval")))


def _union_members(tree: ast.expr) -> list[ast.expr]:
    """Return the members of a union."""
    if isinstance(tree, ast.BinOp) and isinstance(tree.op, ast.BitOr):
        return [*_union_members(tree.left), *_union_members(tree.right)]
    return [tree]


class _ReplaceNames(ast.NodeTransformer):
    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = names

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return ast.parse(self._names.get(node.id, node.id), mode="eval").body


@frozen(kw_only=True)
class ClientClass:
    """A model or an enum; ``base`` is ``model``, ``str`` or ``int``, ``members`` are those of an enum."""

    name: str
    base: str
    attributes: Mapping[str, Typed]
    members: Mapping[str, str | int]


@frozen(kw_only=True)
class OperationModule:
    """The module of an operation: its functions, and the arguments and result of ``sync``, which they share."""

    module: str
    method: str
    path: str
    functions: tuple[str, ...]
    arguments: Mapping[str, Typed]
    result: Typed


@frozen(kw_only=True)
class PublicApi:
    """All public names of a package: classes by name, operations by module (``api.videos.create_video``)."""

    classes: Mapping[str, ClientClass]
    operations: Mapping[str, OperationModule]


def read_public_api(folder: Path, package: ExpectedPackage) -> PublicApi:
    """Read the public names of a package."""
    classes: dict[str, ClientClass] = {}
    operations: dict[str, OperationModule] = {}
    for path, expected in package.modules.items():
        tree = ast.parse((folder / path).read_bytes(), path)
        if isinstance(expected, ExpectedOperation):
            module = path.removesuffix(".py").replace("/", ".")
            operations[module] = _operation(tree, module, expected)
        else:
            classes[expected.name] = _class(tree, expected)
    return PublicApi(classes=classes, operations=operations)


def _class(tree: ast.Module, expected: ExpectedModel | ExpectedEnum) -> ClientClass:
    (node,) = [item for item in tree.body if isinstance(item, ast.ClassDef)]
    if isinstance(expected, ExpectedEnum):
        base = "int" if ast.unparse(node.bases[0]) == "OpenIntEnum" else "str"
        return ClientClass(name=expected.name, base=base, attributes={}, members=expected.members)
    names = {**dict(_imported(tree)), node.name: f"{_MODEL}{node.name}"}
    declared = [item for item in node.body if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name)]
    fields = [item for item in declared if ast.unparse(item.annotation) != "ClassVar"]  # a table of the model
    attributes = {
        item.target.id: _typed(item.target.id, item.annotation, names, required=item.value is None)
        for item in fields
        if isinstance(item.target, ast.Name)
    }
    return ClientClass(name=expected.name, base="model", attributes=attributes, members={})


def _operation(tree: ast.Module, module: str, expected: ExpectedOperation) -> OperationModule:
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
    sync = functions["sync"]
    names = dict(_imported(tree))
    positional = len(sync.args.args) - len(sync.args.defaults)
    arguments = [
        *((item, number < positional) for number, item in enumerate(sync.args.args)),
        *((item, default is None) for item, default in zip(sync.args.kwonlyargs, sync.args.kw_defaults, strict=True)),
    ]
    return OperationModule(
        module=module,
        method=expected.method,
        path=expected.path,
        functions=tuple(functions),
        arguments={
            item.arg: _typed(item.arg, item.annotation or ast.Constant(None), names, required=required)
            for item, required in arguments
        },
        result=_typed("return", sync.returns or ast.Constant(None), names, required=True),
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
    """Yield the name of each import of a module, and what it refers to."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            for item in node.names:
                target = f"{_MODEL}{item.name}" if node.level else f"{node.module}.{item.name}"
                yield item.asname or item.name, target
        elif isinstance(node, ast.Import):
            for item in node.names:
                yield item.asname or item.name, item.name
