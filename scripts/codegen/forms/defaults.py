"""Leave out defaults that their own schema refuses, with a warning for each."""

from __future__ import annotations

from typing import Any

from scripts.oas.pointers import format_pointer
from scripts.oas.references import follow_if_possible
from scripts.oas.schemas import Json, Path, each

_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int, float),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
}


def check_defaults(doc: Json, warnings: list[str]) -> None:
    """Drop each default that is not of the type of its schema, or not among its values."""

    def visit(schema: Json, at: Path) -> None:
        if "default" in schema and not _is_valid(doc, schema, schema["default"]):
            place = format_pointer((*at, "default"))
            warnings.append(f"{place}: {schema['default']!r} is not valid by its own schema: it is left out")
            del schema["default"]

    each(doc, visit)


def _is_valid(doc: Json, schema: Json, value: Any) -> bool:
    if value is None:  # exporters write null where there is no default
        return True
    members = schema.get("allOf", [])
    if "$ref" in schema:
        members = [schema]
    if len(members) == 1:
        schema = follow_if_possible(doc, members[0])[1] or {}
    if isinstance(schema.get("enum"), list) and value not in schema["enum"]:
        return False
    kinds = schema.get("type")
    if isinstance(kinds, str):
        kinds = [kinds]
    if not isinstance(kinds, list):
        return True
    # True is an int in Python, and no number in JSON.
    return any(
        isinstance(value, _TYPES.get(kind, ())) and (kind == "boolean") >= isinstance(value, bool) for kind in kinds
    )
