"""Send requests and decode responses: what generated code imports. Nothing here depends on a provider or on jobs."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from types import MappingProxyType


def lazy_exports(
    package: str, names: Mapping[str, str], aliases: Mapping[str, str] = MappingProxyType({})
) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """Return ``__getattr__`` and ``__dir__`` of a package whose names are imported when first used (PEP 562).

    Args:
        package: The package's ``__name__``.
        names: For each public name the module that defines it, relative to the package (``.client``).
        aliases: Names that their modules define under other names, each with that name.
    """

    def load(name: str) -> object:
        if name not in names:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value = getattr(import_module(names[name], package), aliases.get(name, name))
        setattr(sys.modules[package], name, value)
        return value

    def all_names() -> list[str]:
        return sorted({*vars(sys.modules[package]), *names})

    return load, all_names
