"""Collect the imports of one generated module: those that it uses."""

from __future__ import annotations

from collections.abc import Iterable

from scripts.codegen.names import ALIASED


class Imports:
    """Collects imports while the strings of a module are written.

    Args:
        package: How a model is imported from this module: ``.`` inside ``models``, ``...models.`` from an endpoint.
        own: Class that the module defines, and does not import.
    """

    def __init__(self, package: str, own: str | None = None) -> None:
        self._package = package
        self._own = own
        self._modules: dict[str, dict[str, None]] = {}
        self._models: dict[str, str] = {}
        self._now: set[str] = set()

    def names(self, module: str, *names: str) -> None:
        """Add names of a module; without a name, ``import module``."""
        self._modules.setdefault(module, {}).update(dict.fromkeys(names))

    def http(self, module: str, *names: str) -> str:
        """Add names of a module of ``videojobs.http``; return the local name of the first."""
        # A schema may be called `File` or `Response`: its module defines that name itself, and needs the other one.
        aliases = {name: f"Runtime{name}" for name in names if name == self._own}
        imported = [f"{name} as {aliases[name]}" if name in aliases else name for name in names]
        self.names(f"videojobs.http.{module}", *imported)
        return aliases.get(names[0], names[0])

    def model(self, name: str, module: str, *, now: bool = False) -> str:
        """Add a model, and return its local name.

        Args:
            name: Its class.
            module: The module of that class.
            now: Whether it is used when the code runs, not only in annotations.
        """
        if name != self._own:
            self._models[name] = module
            if now:
                self._now.add(name)
        return self._local(name)

    def _local(self, name: str) -> str:
        if name in ALIASED and name != self._own:
            return f"{name}Model"
        return name

    def top(self) -> str:
        """Return the imports of all but the models; ruff sorts them."""
        return "\n".join(
            f"from {module} import {', '.join(names)}" if names else f"import {module}"
            for module, names in self._modules.items()
        )

    def typing_only(self) -> str:
        """Return the imports of models that only annotations use."""
        return self.running(name for name in self._models if name not in self._now)

    def running_names(self) -> set[str]:
        """Return the models that running code uses."""
        return set(self._now)

    def running(self, names: Iterable[str]) -> str:
        """Return the imports of some models."""
        lines = []
        for name in sorted(names, key=lambda name: self._models[name]):
            line = f"from {self._package}{self._models[name]} import {name}"
            if self._local(name) != name:
                line += f" as {self._local(name)}"
            lines.append(line)
        return "\n".join(lines)
