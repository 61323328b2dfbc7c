"""Check that importing generated code only defines names, imports listed modules, and calls listed functions.

A string of a document that escaped from its quotes would fail this check, whatever it contains.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from attrs import has

from videojobs import dialect

MODULES = frozenset(
    {
        "__future__",
        "attrs",
        "collections.abc",
        "contextlib",
        "datetime",
        "httpx",
        "typing",
        "uuid",
        "videojobs.dialect",
        "videojobs.errors",
    }
)
"""Modules that generated code imports, besides those below ``videojobs.http`` and those of its own package."""
HTTP = "videojobs.http"

RECORDS = frozenset(name for name, value in vars(dialect).items() if isinstance(value, type) and has(value))
"""The classes of `videojobs.dialect`."""
CALLS = frozenset({"Limit", "Members", "define", "field", "frozenset", "lazy_exports"}) | RECORDS
"""Names that may be called at import."""

_STATEMENTS = (
    ast.Import,
    ast.ImportFrom,
    ast.ClassDef,
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.Assign,
    ast.AnnAssign,
)
# No template uses these: with one of them, a text that escaped from its quotes could run as code.
_NEVER = frozenset({"eval", "exec", "compile", "open", "getattr", "globals", "locals", "vars", "input", "breakpoint"})


class UnexpectedCodeError(RuntimeError):
    """The output contains code that no template writes; nothing is put in place."""


def parse_allowed(folder: Path) -> dict[str, ast.Module]:
    """Parse every module below a folder, and check each.

    Raises:
        UnexpectedCodeError: A module does not compile, or is not limited to the statements, imports and calls above.
    """
    trees: dict[str, ast.Module] = {}
    for path in sorted(folder.rglob("*.py")):
        name = path.relative_to(folder).as_posix()
        try:
            tree = ast.parse(path.read_bytes(), name)
            # The parser accepts what the compiler refuses, such as two arguments of one name.
            compile(tree, name, "exec", dont_inherit=True)
        except (SyntaxError, ValueError) as error:
            raise UnexpectedCodeError(f"{name}: the output is not Python: {error}") from None
        for line, problem in _problems(tree):
            raise UnexpectedCodeError(f"{name}:{line}: the output {problem}")
        trees[name] = tree
    return trees


def _problems(tree: ast.Module) -> Iterator[tuple[int, str]]:
    bodies = [tree.body, *(node.body for node in ast.walk(tree) if isinstance(node, ast.ClassDef))]
    for statement in (inner for body in bodies for inner in body):
        if not (isinstance(statement, _STATEMENTS) or _is_text(statement) or _is_typing_only(statement)):
            yield statement.lineno, "would run a statement when it is imported"
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from _imports(node)
        elif isinstance(node, ast.Name) and (node.id in _NEVER or node.id.startswith("__import")):
            yield node.lineno, f"names {node.id}"
        elif isinstance(node, ast.Attribute) and node.attr.startswith("__"):
            yield node.lineno, f"reaches for {node.attr}"
    for call in _at_import(tree.body):
        if not (isinstance(call.func, ast.Name) and call.func.id in CALLS):
            yield call.lineno, f"would call {ast.unparse(call.func)[:60]} when it is imported"


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _is_typing_only(statement: ast.stmt) -> bool:
    if not isinstance(statement, ast.If) or statement.orelse or ast.unparse(statement.test) != "TYPE_CHECKING":
        return False
    return all(isinstance(inner, ast.ImportFrom) for inner in statement.body)


def _imports(node: ast.Import | ast.ImportFrom) -> Iterator[tuple[int, str]]:
    if isinstance(node, ast.Import):
        names = [item.name for item in node.names]
    elif node.level:  # a relative import stays inside the package
        return
    else:
        names = [node.module or ""]
    for name in names:
        if name not in MODULES and name != "videojobs" and not f"{name}.".startswith(f"{HTTP}."):
            yield node.lineno, f"imports {name}"


def _at_import(body: list[ast.stmt]) -> Iterator[ast.Call]:
    """Yield every call that runs when a module is imported: not those inside functions and annotations."""
    # Annotations are not evaluated: each module has `from __future__ import annotations` (PEP 563).
    for statement in body:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
            defaults = [item for item in (*statement.args.defaults, *statement.args.kw_defaults) if item is not None]
            yield from _calls([*statement.decorator_list, *defaults])
        elif isinstance(statement, ast.ClassDef):
            yield from _calls(
                [*statement.decorator_list, *statement.bases, *(item.value for item in statement.keywords)]
            )
            yield from _at_import(statement.body)
        elif isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value is not None:
            yield from _calls([statement.value])


def _calls(nodes: list[ast.expr]) -> Iterator[ast.Call]:
    waiting: list[ast.AST] = [*nodes]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Lambda):
            continue
        if isinstance(node, ast.Call):
            yield node
        waiting.extend(ast.iter_child_nodes(node))
