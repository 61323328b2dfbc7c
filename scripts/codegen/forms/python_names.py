"""Give each property and parameter its Python name, once: whatever writes or compares code reads it from here."""

from __future__ import annotations

from scripts.codegen.names import argument_names, attribute_names, unused_name
from scripts.oas.operations import path_operations
from scripts.oas.schemas import Json, Path, each


def name_attributes(doc: Json, prefix: str) -> None:
    """Write the attributes of each object as ``x-attributes``, the arguments of each operation as ``x-arguments``.

    Args:
        doc: The normalised document, changed in place.
        prefix: Start of a name that does not start with a letter.
    """

    def visit(schema: Json, _: Path) -> None:
        if "properties" in schema:
            schema["x-attributes"] = attribute_names(schema["properties"], prefix)

    each(doc, visit)
    for operation in path_operations(doc):
        operation.node["x-arguments"] = _arguments(operation.node, prefix)


def _arguments(operation: Json, prefix: str) -> dict[tuple[str, str], str]:
    """Return the argument for each place and name of a parameter.

    The place is appended to two of the same name, so that both can be passed.
    """
    places = [(item["in"], item["name"]) for item in operation["parameters"]]
    names = [name for _, name in places]
    unique: dict[tuple[str, str], str] = {}
    for place, name in places:
        unique[place, name] = name
        if names.count(name) > 1 and place != "path":
            # `id` in the query and in a header may stand beside a parameter that is called `id_query`.
            unique[place, name] = unused_name(f"{name}_{place}", {*names, *unique.values()})
    python = argument_names(unique.values(), prefix)
    return {key: python[unique[key]] for key in places}
