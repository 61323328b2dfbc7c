"""Collect the imports of one generated module: those that it uses, sorted."""

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
        self._standard: dict[str, set[str]] = {}
        self._third_party: dict[str, set[str]] = {}
        self._whole: set[str] = set()
        self._http: dict[str, set[str]] = {}
        self._models: dict[str, str] = {}
        self._now: set[str] = set()

    def standard(self, module: str, *names: str) -> None:
        """Add names of the standard library."""
        self._standard.setdefault(module, set()).update(names)

    def third_party(self, module: str, *names: str) -> None:
        """Add names of an installed library."""
        self._third_party.setdefault(module, set()).update(names)

    def plain(self, module: str) -> None:
        """Add ``import module``."""
        self._whole.add(module)

    def http(self, module: str, *names: str) -> str:
        """Add names of a module of ``videojobs.http``; return the local name of the first."""
        # A schema may be called `File` or `Response`: its module defines that name itself, and needs the other one.
        aliases = {name: f"Runtime{name}" for name in names if name == self._own}
        imported = {f"{name} as {alias}" for name, alias in aliases.items()} | (set(names) - aliases.keys())
        self._http.setdefault(f"videojobs.http.{module}", set()).update(imported)
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

    @staticmethod
    def _lines(modules: dict[str, set[str]]) -> str:
        return "\n".join(f"from {module} import {', '.join(sorted(modules[module]))}" for module in sorted(modules))

    def top(self) -> str:
        """Return the imports of the standard library, of other libraries, and of ``videojobs.http``."""
        whole = "\n".join(f"import {module}" for module in sorted(self._whole))
        others = "\n".join(filter(None, (whole, self._lines(self._third_party))))
        return "\n\n".join(filter(None, (self._lines(self._standard), others, self._lines(self._http))))

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
