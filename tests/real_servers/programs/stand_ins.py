"""Import a server's routes without its engine: the listed modules run as they are, their neighbours are stand-ins.

Runs in the environment of the engines, which has neither torch nor the project.
"""

import importlib.machinery
import sys
import types
from pathlib import Path

from pydantic import BaseModel


class _StandInType(type):
    """Creates its attributes when they are read, so that `from module import any_name` and `any_name.member` work."""

    def __getattr__(cls, name):
        if name.startswith("__"):
            raise AttributeError(name)
        value = stand_in(name)
        setattr(cls, name, value)
        return value

    def __or__(cls, other):  # annotations: `Engine | None`
        return object

    __ror__ = __or__

    def __getitem__(cls, item):  # annotations: `Registry[str]`
        return cls

    def __iter__(cls):
        return iter(())

    def __len__(cls):
        return 0


class StandIn(metaclass=_StandInType):
    """Takes the place of a class, a function, a decorator or a constant."""

    def __new__(cls, *arguments, **_keywords):
        # Used as a decorator it leaves the function alone, or FastAPI could not read its parameters.
        if len(arguments) == 1 and isinstance(arguments[0], types.FunctionType):
            return arguments[0]
        return super().__new__(cls)

    def __init__(self, *_arguments, **_keywords):
        pass

    def __call__(self, *arguments, **_keywords):
        return StandIn(*arguments)

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return StandIn()

    def __bool__(self):
        return False

    def __iter__(self):
        return iter(())

    @classmethod
    def __get_pydantic_core_schema__(cls, _source, _handler):
        from pydantic_core import core_schema

        return core_schema.any_schema()


def stand_in(name):
    """Return a class that serves wherever the real thing of that name is imported."""
    if name.endswith(("Error", "Exception")):
        return type(name, (Exception,), {})
    if name.endswith(("Request", "Response", "Params")):
        return type(name, (BaseModel,), {"__module__": __name__})
    return _StandInType(name, (StandIn,), {"__module__": __name__})


class _Module(types.ModuleType):
    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        value = stand_in(name)
        setattr(self, name, value)
        return value


class _Finder:
    """Finds a stand-in for each module below ``packages``, except for those in ``real`` (``a.b`` or ``a.b.*``)."""

    def __init__(self, code, packages, real):
        self.code, self.packages, self.real = Path(code), packages, real

    def find_spec(self, name, _path=None, _target=None):
        if name.split(".")[0] not in self.packages or self._is_real(name):
            return None
        return importlib.machinery.ModuleSpec(name, self, is_package=True)

    def _is_real(self, name):
        return any(name == real or (real.endswith(".*") and name.startswith(real[:-1])) for real in self.real)

    def create_module(self, spec):
        module = _Module(spec.name)
        # The real modules below a stand-in are found where they are.
        module.__path__ = [str(self.code.joinpath(*spec.name.split(".")))]
        return module

    def exec_module(self, module):
        pass


def install(code, packages, real):
    """Make ``packages`` importable: modules in ``real`` from the folder ``code``, all others as stand-ins."""
    sys.path.insert(0, str(code))
    sys.meta_path.insert(0, _Finder(code, packages, real))
