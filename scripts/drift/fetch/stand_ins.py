"""Import a server's routes without its engine: the listed modules run as they are, their neighbours are stand-ins.

Runs in the environment of a package, which has neither the package's engine nor this project.
"""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.machinery
import sys
import types
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any


class _StandInType(type):
    """Creates its attributes when they are read, so that `from module import any_name` and `any_name.member` work."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        value = stand_in(name)
        setattr(cls, name, value)
        return value

    def __or__(cls, other: object) -> Any:  # annotations: `Engine | None`
        return object

    __ror__ = __or__

    def __getitem__(cls, item: object) -> Any:  # annotations: `Registry[str]`
        return cls

    def __iter__(cls) -> Iterator[Any]:
        return iter(())

    def __len__(cls) -> int:
        return 0


class StandIn(metaclass=_StandInType):
    """Takes the place of a class, a function, a decorator or a constant."""

    def __new__(cls, *arguments: Any, **_keywords: Any) -> Any:
        """Return an instance; used as a decorator, the function: FastAPI reads its parameters."""
        if len(arguments) == 1 and isinstance(arguments[0], types.FunctionType):
            return arguments[0]
        return super().__new__(cls)

    def __init__(self, *_arguments: Any, **_keywords: Any) -> None:
        pass

    def __call__(self, *arguments: Any, **_keywords: Any) -> Any:
        """Return an instance, or the function that is decorated."""
        return StandIn(*arguments)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return StandIn()

    def __bool__(self) -> bool:
        return False

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: Any) -> Any:
        return importlib.import_module("pydantic_core").core_schema.any_schema()


def stand_in(name: str) -> Any:
    """Return a class that serves wherever the real thing of that name is imported."""
    if name.endswith(("Error", "Exception")):
        return type(name, (Exception,), {})
    if name.endswith(("Request", "Response", "Params")):
        return type(name, (importlib.import_module("pydantic").BaseModel,), {"__module__": __name__})
    return _StandInType(name, (StandIn,), {"__module__": __name__})


class _Module(types.ModuleType):
    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        value = stand_in(name)
        setattr(self, name, value)
        return value


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds a stand-in for each module below ``packages``, except for those in ``real`` (``a.b`` or ``a.b.*``)."""

    def __init__(self, code: str, packages: Collection[str], real: Collection[str]) -> None:
        self.code, self.packages, self.real = Path(code), packages, real

    def find_spec(self, name: str, _path: object = None, _target: object = None) -> Any:
        if name.split(".", maxsplit=1)[0] not in self.packages or self._is_real(name):
            return None
        return importlib.machinery.ModuleSpec(name, self, is_package=True)

    def _is_real(self, name: str) -> bool:
        return any(name == real or (real.endswith(".*") and name.startswith(real[:-1])) for real in self.real)

    def create_module(self, spec: Any) -> types.ModuleType:
        module = _Module(spec.name)
        # The real modules below a stand-in are found where they are.
        module.__path__ = [str(self.code.joinpath(*spec.name.split(".")))]
        return module

    def exec_module(self, module: types.ModuleType) -> None:
        pass


def install(code: str, packages: Collection[str], real: Collection[str]) -> None:
    """Make ``packages`` importable: modules in ``real`` from the folder ``code``, all others as stand-ins."""
    sys.path.insert(0, str(code))
    sys.meta_path.insert(0, _Finder(code, packages, real))
