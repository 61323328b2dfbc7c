"""Finding a generated operation by the name that the provider's document gives it, or by its role."""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Iterator
from difflib import get_close_matches
from functools import lru_cache
from importlib import import_module
from types import ModuleType

from videojobs.dialect import Dialect
from videojobs.errors import NotSupported, printable


def operation_module(dialect: Dialect, name: str) -> ModuleType:
    """Return the generated module of an operation.

    Args:
        dialect: The provider's.
        name: Its operationId as the document writes it (``GetVideo``), in another spelling (``get_video``,
            ``getVideo``), or its role (``retrieve``).

    Raises:
        NotSupported: There is none of that name; the message lists those there are.
    """
    for role, operation in dialect.operations.items():
        if name in (role, operation.operation_id):
            return import_module(operation.module)
    known = _modules(dialect)
    module = known.get(_folded(name))
    if module is None:
        names = sorted(path.rpartition(".")[2] for path in known.values())
        near = get_close_matches(name.lower(), names, n=1)
        hint = f"did you mean {near[0]!r}? " if near else ""
        raise NotSupported(
            f"{dialect.title} has no operation {printable(name, 60)!r}; {hint}it has: {', '.join(names)}",
            provider=dialect.name,
        )
    return import_module(module)


def _folded(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


@lru_cache(maxsize=16)
def _modules(dialect: Dialect) -> dict[str, str]:
    """Return folded name -> import path of every operation, also of those without a role."""
    found = {_folded(operation.operation_id): operation.module for operation in dialect.operations.values()}
    for operation in dialect.operations.values():
        for module in _siblings(operation.module):
            found.setdefault(_folded(module.rpartition(".")[2]), module)
    return found


def _siblings(module: str) -> Iterator[str]:
    """Yield the operations of the package that one is in: ``videojobs_api.NAME.api.TAG.OPERATION``."""
    api, tag, _ = module.rsplit(".", 2) if module.count(".") >= 4 else ("", "", "")
    if not tag:
        return
    for package in pkgutil.iter_modules(import_module(api).__path__):
        name = f"{api}.{package.name}"
        for found in pkgutil.iter_modules(import_module(name).__path__):
            yield f"{name}.{found.name}"
