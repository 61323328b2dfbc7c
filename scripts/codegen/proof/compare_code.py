"""Compare generated code with the document: its files, its names, and every literal from the document."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from scripts.codegen.proof.allowed_code import UnexpectedCodeError, parse_allowed
from scripts.codegen.proof.expected import ExpectedEnum, ExpectedModel, ExpectedOperation, ExpectedPackage

_FUNCTIONS = ("request", "decode", "sync", "sync_detailed", "asyncio", "asyncio_detailed")
_STREAMS = ("stream", "astream")
_FROM_FACTS = {"dialect.py", "values.py"}
_TABLES = frozenset({"WIRE_NAMES", "CONVERTERS", "LIMITS"})


def check_package(folder: Path, package: ExpectedPackage) -> None:
    """Check one package.

    Raises:
        UnexpectedCodeError: It differs from the expected package; the message names the file.
    """
    trees = parse_allowed(folder)
    for name in sorted((set(trees) - _FROM_FACTS) ^ package.files):
        problem = "not planned" if name in trees else "planned, but not there"
        raise UnexpectedCodeError(f"{name}: {problem}")
    for name, expected in package.modules.items():
        for problem in _compare(trees[name], expected):
            raise UnexpectedCodeError(f"{name}: {problem}")


def _compare(tree: ast.Module, expected: ExpectedModel | ExpectedEnum | ExpectedOperation) -> Iterator[str]:
    try:
        if isinstance(expected, ExpectedOperation):
            yield from _operation(tree, expected)
        elif isinstance(expected, ExpectedEnum):
            yield from _enum(tree, expected)
        else:
            yield from _model(tree, expected)
    except (LookupError, ValueError, TypeError, AttributeError) as error:  # not the shape that the templates write
        yield f"cannot be read back: {error}"


def _class(tree: ast.Module, name: str) -> ast.ClassDef:
    (definition,) = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    if definition.name != name:
        raise LookupError(f"defines {definition.name}, not {name}")
    return definition


def _enum(tree: ast.Module, expected: ExpectedEnum) -> Iterator[str]:
    nodes = [node for node in _class(tree, expected.name).body if isinstance(node, ast.Assign)]
    members = [(ast.unparse(node.targets[0]), ast.literal_eval(node.value)) for node in nodes]
    if members != list(expected.members.items()):
        yield "its members are not the values of the document"


def _model(tree: ast.Module, expected: ExpectedModel) -> Iterator[str]:
    model = _class(tree, expected.name)
    targets = [node.target for node in model.body if isinstance(node, ast.AnnAssign)]
    names = [node.id for node in targets if isinstance(node, ast.Name) and node.id not in _TABLES]
    if names != [*expected.attributes.values(), "additional_properties"]:
        yield "its attributes are not the keys of the document"
    renamed = {name: key for key, name in expected.attributes.items() if name != key}
    if ast.literal_eval(_assigned(model.body, "WIRE_NAMES") or "{}") != renamed:
        yield "its keys on the wire are not those of the document"
    for method in (node for node in model.body if isinstance(node, ast.FunctionDef)):
        if sorted(_decoded(method)) != sorted((name, key) for key, name in expected.attributes.items()):
            yield f"its {method.name} does not read the keys of the document"


def _decoded(method: ast.FunctionDef) -> Iterator[tuple[str, str]]:
    """Yield each attribute that a ``from_dict`` sets, with the key that it reads: ``src["id"]``, ``src.get("id")``."""
    for node in ast.walk(method):
        if not isinstance(node, ast.Assign) or not isinstance(node.targets[0], ast.Attribute):
            continue
        for inner in ast.walk(node.value):
            if isinstance(inner, ast.Subscript) and ast.unparse(inner.value) == "src":
                yield node.targets[0].attr, ast.literal_eval(inner.slice)
            elif isinstance(inner, ast.Call) and ast.unparse(inner.func) == "src.get":
                yield node.targets[0].attr, ast.literal_eval(inner.args[0])


def _assigned(body: list[ast.stmt], name: str) -> ast.expr | None:
    for node in body:
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == name:
            return node.value
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name:
            return node.value
    return None


def _operation(tree: ast.Module, expected: ExpectedOperation) -> Iterator[str]:
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
    names = [*_FUNCTIONS]
    if expected.streams:
        names += _STREAMS
    if list(functions) != names:
        yield f"defines {', '.join(functions)}"
    calls = [node for node in ast.walk(functions["request"]) if isinstance(node, ast.Call)]
    (built,) = [node for node in calls if _calls(node, "Request")]
    arguments: Mapping[str, Any] = {item.arg or "": item.value for item in built.keywords}
    if ast.literal_eval(arguments["method"]) != expected.method:
        yield "its method is not that of the document"
    if _path(arguments["path"]) != expected.path:
        yield "its path is not that of the document"
    sent = {("path", wire): name for wire, name in _segments(arguments["path"])}
    for place, key in (("query", "params"), ("header", "headers"), ("cookie", "cookies")):
        if key in arguments:
            pairs = arguments[key].args[0]
            for wire, value in zip(pairs.keys, pairs.values, strict=True):
                sent[place, ast.literal_eval(wire)] = ast.unparse(value)
    if sent != dict(expected.parameters):
        yield "its parameters are not those of the document"
    if expected.media:
        table = _assigned(tree.body, "BODIES")
        media = [ast.literal_eval(key) for key in getattr(table, "keys", [])]
        if media != list(expected.media):
            yield "its media types are not those of the document"


def _calls(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name


def _path(node: ast.expr) -> str:
    """Return the path of the document that an expression was written for."""
    if not isinstance(node, ast.JoinedStr):
        return str(ast.literal_eval(node))
    path = ""
    for part in node.values:
        if isinstance(part, ast.FormattedValue):
            path += f"{{{ast.literal_eval(part.value.args[1])}}}"  # type: ignore[attr-defined]  # `segment(id, "id")`
        else:
            path += str(ast.literal_eval(part))
    return path


def _segments(node: ast.expr) -> Iterator[tuple[str, str]]:
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and _calls(call, "segment"):
            yield ast.literal_eval(call.args[1]), ast.unparse(call.args[0])
