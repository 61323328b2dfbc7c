"""The arguments of an endpoint's functions: how each parameter is declared, checked and encoded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from attrs import frozen

from scripts.codegen.escape import literal, prose
from scripts.codegen.forms.path_templates import PARAMETER, constant_query
from scripts.codegen.views.context import Context
from scripts.codegen.views.imports import Imports
from scripts.codegen.views.limits import limit_of
from scripts.codegen.views.model import property_text
from scripts.codegen.views.properties import PropertyWriter
from scripts.oas.schemas import Json

OMITTED = " = UNSET"


@frozen(kw_only=True)
class Argument:
    """One argument of the functions of an endpoint."""

    name: str
    type: str
    default: str
    wire: str
    place: str
    text: str
    limit: str | None
    is_joined: bool = False

    @property
    def declaration(self) -> str:
        """The argument as it is written in a signature."""
        return f"{self.name}: {self.type}{self.default}"


def constants_of(path: str) -> Iterator[Argument]:
    """Yield each constant of the path's query, with its value in place of the name of an argument."""
    for name, value in constant_query(path).items():
        yield Argument(
            name=literal(value), type="str", default="", wire=literal(name), place="query", text="", limit=None
        )


def argument_of(prop: Any, operation: Json, writer: PropertyWriter, context: Context) -> Argument:
    """Return the argument of a parsed parameter."""
    parameter_name = context.originals.name_of(prop)
    wire, place = parameter_name.wire, parameter_name.place
    parameter = next(item for item in operation["parameters"] if item["name"] == wire and item["in"] == place)
    text = property_text(parameter["schema"]) or f"The {place} parameter ``{prose(wire)}``."
    limit = limit_of(parameter["schema"], context, required=False)
    if place == "path":
        if limit == "Limit(min_length=1)":  # `segment` refuses an empty value anyway
            limit = None
        # An empty id would call the list of jobs, and clients resolve `..` before sending (RFC 3986, 5.2.4).
        text = f"{text} Refused if empty, ``.`` or ``..``.".strip()
    return Argument(
        name=parameter_name.python,
        type=writer.declared(prop, accepts_text=True),
        default=default_of(prop.required),
        wire=literal(wire),
        place=place,
        text=text,
        limit=limit,
        is_joined="x-joint" in parameter,
    )


def limited(arguments: list[Argument]) -> dict[str, Argument]:
    """Return the arguments that have limits, by the source of the name in messages."""
    chosen: dict[str, Argument] = {}
    for item in arguments:
        if item.limit:
            label = item.wire
            if label in chosen:  # the same name in another place
                label = literal(item.name)
            chosen[label] = item
    return chosen


def default_of(required: bool) -> str:
    """Return what follows the annotation of an argument."""
    if required:
        return ""
    return OMITTED


def query_styles(operation: Json) -> str:
    """Return the further arguments of the function that encodes the query, as they are written after the first.

    See https://spec.openapis.org/oas/v3.1.0#style-values.
    """
    query = [item for item in operation["parameters"] if item["in"] == "query"]
    deep = tuple(item["name"] for item in query if item.get("style") == "deepObject")
    joined = {item["name"]: item["x-joint"] for item in query if "x-joint" in item}
    text = ""
    if deep:
        text += f", deep={literal(deep)}"
    if joined:
        text += f", joined={literal(joined)}"
    return text


def path_expression(path: str, arguments: list[Argument], imports: Imports) -> str:
    """Return the source of the path, with each argument encoded in its place."""
    if not arguments:
        return literal(path)
    imports.http("parameters", "segment")
    by_wire = {item.wire: item for item in arguments}

    def inserted(match: re.Match[str]) -> str:
        wire = literal(match.group(1))
        item = by_wire[wire]
        joined = ", joined=True" if item.is_joined else ""
        return f"{{segment({item.name}, {wire}{joined})}}"

    return f'f"{PARAMETER.sub(inserted, path)}"'
