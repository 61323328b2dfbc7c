"""Generate from a document in the same process, and inspect the code without trusting it."""

from __future__ import annotations

import ast
import builtins
import importlib
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

from openapi_python_client.parser.errors import ErrorLevel

from scripts.codegen import generate
from tests.codegen.conftest import configured


class Outcome:
    """The outcome for one document: an error in one line, or a package."""

    def __init__(self, document: dict[str, Any] | bytes, folder: Path, *, suffix: str = ".json") -> None:
        folder.mkdir()
        self.source = folder / f"openapi{suffix}"
        self.source.write_bytes(document if isinstance(document, bytes) else json.dumps(document).encode())
        self.folder = folder
        self.name = f"package_{folder.name.replace('-', '_')}"
        self.package = folder / self.name
        messages = generate(config=configured(self.source, self.package))
        errors = [message for message in messages if message.level == ErrorLevel.ERROR]
        self.error = str(errors[0].header) if errors else ""

    @property
    def pointer(self) -> str:
        """The JSON pointer of the refusal."""
        return self.error.removeprefix(f"{self.source}:").split(": ")[1] if self.error else ""

    def check_refused(self) -> None:
        """One line with a place, and nothing left behind."""
        assert self.error, f"{self.package} was generated"
        assert "\n" not in self.error
        assert self.error.isprintable()
        assert self.error.startswith(f"{self.source}:"), self.error
        line, column = self.error.removeprefix(f"{self.source}:").split(": ")[0].split(":")
        assert int(line) >= 1
        assert int(column) >= 1
        assert len(self.error.split(": ")) >= 4, f"no place, reason and remedy: {self.error}"
        assert sorted(item.name for item in self.folder.iterdir()) == [self.source.name]

    def trees(self) -> dict[str, ast.Module]:
        """Every module, parsed; warnings of the compiler are errors."""
        trees = {}
        for path in sorted(self.package.rglob("*.py")):
            text = path.read_bytes()
            compile(text, str(path), "exec", dont_inherit=True)
            trees[path.relative_to(self.package).as_posix()] = ast.parse(text)
        return trees

    def constants(self) -> list[Any]:
        """Every text and number that the code holds, docstrings apart."""
        values = []
        for tree in self.trees().values():
            docs = {id(node.body[0].value) for node in ast.walk(tree) if _documented(node)}
            constants = [node for node in ast.walk(tree) if isinstance(node, ast.Constant)]
            values += [node.value for node in constants if id(node) not in docs]
        return values

    def classes(self) -> dict[str, ast.ClassDef]:
        """Every class that the code defines, by its name."""
        return {
            node.name: node for tree in self.trees().values() for node in tree.body if isinstance(node, ast.ClassDef)
        }

    def keys(self) -> set[str]:
        """Every key of every model."""
        return {key for model in self.classes().values() for key in keys_of(model)}

    @contextmanager
    def imported(self) -> Iterator[dict[str, ModuleType]]:
        """Import every module of the package; nothing else in the process may change by that."""
        before = (dict(os.environ), set(vars(builtins)), sys.path[:], sys.gettrace())
        sys.path.insert(0, str(self.folder))
        importlib.invalidate_caches()
        try:
            yield {name: importlib.import_module(self._dotted(name)) for name in self.trees()}
        finally:
            sys.path.remove(str(self.folder))
            for name in [name for name in sys.modules if name.partition(".")[0] == self.name]:
                del sys.modules[name]
        assert (dict(os.environ), set(vars(builtins)), sys.path, sys.gettrace()) == before
        assert not (self.folder / "CANARY").exists()

    def _dotted(self, name: str) -> str:
        return f"{self.name}.{name.removesuffix('.py').replace('/', '.')}".removesuffix(".__init__")


def keys_of(model: ast.ClassDef) -> dict[str, str]:
    """Return the key on the wire of each attribute of a model, as its code states it."""
    wire_names: dict[str, str] = {}
    for node in model.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "WIRE_NAMES":
            wire_names = ast.literal_eval(node.value)
    names = [node.target.id for node in model.body if isinstance(node, ast.AnnAssign)]  # type: ignore[union-attr]
    return {wire_names.get(name, name): name for name in names if name != "additional_properties"}


def _documented(node: ast.AST) -> bool:
    if not isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) or not node.body:
        return False
    first = node.body[0]
    return isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
