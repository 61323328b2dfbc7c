"""Write the types of a ``values.py``: the values that documents list for the arguments of a create."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from scripts.codegen.escape import literal
from videojobs.dialect import Create

# Any other value is accepted by type checkers, too: an editor offers the listed ones.
_OTHERS = {"ModelName": "str", "Seconds": "float | str", "Size": "str | tuple[int, int]"}


def listed_types(create: Create) -> list[str]:
    """Return one assignment for each argument of which the document lists values."""
    # Callers pass a length as a number, however the provider writes it.
    lengths = [int(text) if re.fullmatch("[0-9]{1,9}", text) else text for text in create.seconds_values]
    values = {"ModelName": create.model_values, "Seconds": lengths, "Size": create.listed_sizes}
    return [f"{name} = {literal_type(listed)}" for name, listed in values.items() if listed]


def argument_types(modules: Mapping[str, str]) -> list[str]:
    """Return one assignment for each argument: what any provider's document lists, or any other value.

    Args:
        modules: Name of each package that has a ``values.py``, and the source of that module.
    """
    return [f"{name} = {' | '.join([*_defining(name, modules), others])}" for name, others in _OTHERS.items()]


def _defining(name: str, modules: Mapping[str, str]) -> list[str]:
    pattern = re.compile(rf"^{name} = ", re.MULTILINE)
    return [f"{package}.{name}" for package, source in modules.items() if pattern.search(source)]


def literal_type(values: Iterable[str | int]) -> str:
    """Return the source of the type of these values alone."""
    return f"Literal[{', '.join(map(literal, values))}]"
