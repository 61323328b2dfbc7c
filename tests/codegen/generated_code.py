"""Generate from a document in the same process, and inspect the code without trusting it."""

from __future__ import annotations

import ast
import builtins
import importlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

from openapi_python_client.parser.errors import ErrorLevel
from ruff import find_ruff_bin

from scripts.codegen import generate
from tests.codegen.conftest import configured

RULES = "A,ARG,B,C4,D,E,F,FA,FURB,I,INP,ISC,N,PERF,PIE,PLC,PLE,PLW,PYI,RET,RUF,S,SIM,TC004,TC005,UP,W"
NOT_OURS = "A002,A005,ARG001,D301,D105,D107,D203,D213,D401,D413,E501,PLC0415,RUF001,RUF002,RUF003,RUF009,RUF036,S105,S106,SIM114"
"""The rules of pyproject.toml and those that need no opinion. E501 and D301: a text of a document may be one long word, or
hold a backslash; A005: the module `types`; ARG001: each ``decode`` has the same argument; RUF036: ``X | None | Unset`` is the
order of openapi-python-client."""


def linted(folder: Path) -> str:
    """Return the report of ruff on a folder of packages, as a stranger's project sees them; empty if there is none."""
    options = ["check", "--quiet", "--isolated", "--no-cache", "--target-version", "py311", "--line-length", "120"]
    options += ["--select", RULES, "--ignore", NOT_OURS, "--config", 'lint.pydocstyle.convention = "google"', "."]
    done = subprocess.run([find_ruff_bin(), *options], cwd=folder, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


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
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == "WIRE_NAMES":
            wire_names = ast.literal_eval(node.value)  # type: ignore[arg-type]
    names = [node.target.id for node in model.body if isinstance(node, ast.AnnAssign)]  # type: ignore[union-attr]
    others = {"additional_properties", "WIRE_NAMES", "CONVERTERS", "LIMITS"}
    return {wire_names.get(name, name): name for name in names if name not in others}


def _documented(node: ast.AST) -> bool:
    if not isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) or not node.body:
        return False
    first = node.body[0]
    return isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
