"""Replace the texts of a document by tokens before it is parsed.

Keys, parameters, paths, constants and values of enums become tokens (``f12``), and descriptions are left out; the names
of classes, modules and tags are normalised already. The parser would rename or drop some of them. The views put them
back, each through the escaper of its place.
"""

from __future__ import annotations

import itertools
from typing import Any

from attrs import field, frozen

from scripts.codegen.forms.definitions import pointer_to
from scripts.codegen.forms.type_bounds import is_class
from scripts.codegen.views.names import argument_names, attribute_names
from scripts.oas.operations import path_operations
from scripts.oas.schemas import TYPED_FORMATS, Json


@frozen
class Name:
    """A key or parameter: its name on the wire, its name in Python, and the place of a parameter (``query``)."""

    wire: str
    python: str
    place: str = ""


@frozen(eq=False)
class Names:
    """The names and values that tokens replace.

    Attributes:
        words: Keys and parameters.
        constants: Values of constants.
        maps: Shapes of the objects without properties inside other schemas, each as a component of this name: the
            parser would invent a class for each, and fail when it parses the schema a second time.
        prefix: Start of the names of these components; no class of the document has it.
    """

    words: dict[str, Name] = field(factory=dict[str, Name])
    constants: dict[str, Any] = field(factory=dict[str, Any])
    maps: dict[str, Json] = field(factory=dict[str, Any])
    prefix: str = "Map"

    def of(self, prop: Any) -> Name:
        """Return the names of a parsed property or parameter."""
        return self.words[prop.name.get_untrusted_value()]

    def constant(self, prop: Any) -> Any:
        """Return the value of a parsed constant."""
        return self.constants[prop.value.raw_value]

    def word(self, kind: str, wire: str, python: str, place: str = "") -> str:
        """Return a new token for a key or parameter."""
        token = f"{kind}{len(self.words)}"
        self.words[token] = Name(wire, python, place)
        return token


def opaque(doc: Json) -> tuple[Json, Names]:
    """Return the shape of a normalised document, and the names and values that its tokens replace."""
    prefix = next(text for text in ("Map" * count for count in itertools.count(1)) if not _starts(doc, text))
    names = Names(prefix=prefix)
    shape: Json = {
        "openapi": "3.1.0",
        "info": {"title": "client", "version": "1"},
        "paths": {},
        "components": {"schemas": {}},
    }
    for name, schema in doc["components"]["schemas"].items():
        shape["components"]["schemas"][name] = _schema(schema, names, inside=False)
    for number, operation in enumerate(path_operations(doc)):
        arguments = arguments_of(operation.node)
        tokens = {key: names.word("a", key[1], name, key[0]) for key, name in arguments.items()}
        shape["paths"][f"/o{number}"] = {operation.method: _operation(operation.node, tokens, names)}
    shape["components"]["schemas"].update(names.maps)
    return shape, names


def _starts(doc: Json, prefix: str) -> bool:
    return any(name.lower().startswith(prefix.lower()) for name in doc["components"]["schemas"])


def arguments_of(operation: Json) -> dict[tuple[str, str], str]:
    """Return the argument for each place and name of a parameter.

    The place is appended to two of the same name, so that both can be passed.
    """
    places = [(item["in"], item["name"]) for item in operation["parameters"]]
    several = [name for _, name in places]
    unique = {key: f"{key[1]}_{key[0]}" if several.count(key[1]) > 1 and key[0] != "path" else key[1] for key in places}
    python = argument_names(unique.values())
    return {key: python[unique[key]] for key in places}


def _operation(operation: Json, tokens: dict[tuple[str, str], str], names: Names) -> Json:
    shape: Json = {
        "operationId": operation["operationId"],
        "tags": operation["tags"],
        "security": operation["security"],
        "parameters": [
            {
                "name": tokens[item["in"], item["name"]],
                "in": "query",  # the parser refuses parameters in other places that the client can send
                "required": item.get("required") is True,
                "schema": _schema(item["schema"], names),
            }
            for item in operation["parameters"]
        ],
        "responses": {
            code: {"description": "", "content": _content(answer["content"], names)}
            for code, answer in operation["responses"].items()
        },
    }
    if "requestBody" in operation:
        body = operation["requestBody"]
        shape["requestBody"] = {"required": body["required"], "content": _content(body["content"], names, sent=True)}
    return shape


def _content(content: Json, names: Names, *, sent: bool = False) -> Json:
    return {
        _media(media, sent): {"schema": _schema(entry.get("schema", {}), names)} for media, entry in content.items()
    }


def _media(media: str, sent: bool) -> str:
    """Return a media type that the parser knows and that is decoded in the same way."""
    if media.endswith("+json") and sent:
        return media
    if media == "application/json" or media.endswith("+json"):
        return "application/json"
    if media in ("multipart/form-data", "application/x-www-form-urlencoded"):
        return media
    return "text/plain" if media.startswith("text/") and not sent else "application/octet-stream"


def _schema(schema: Json, names: Names, *, inside: bool = True) -> Json:
    if inside and is_class(schema) and not schema.get("properties") and "enum" not in schema:
        name = f"{names.prefix}{len(names.maps)}"
        names.maps[name] = {}
        names.maps[name] = _schema(schema, names, inside=False)
        return {"$ref": pointer_to(name)}
    for key in ("anyOf", "oneOf", "allOf"):
        if key in schema:
            return {key: [_schema(member, names) for member in schema[key]]}
    if "$ref" in schema:
        return {"$ref": schema["$ref"]}
    if "const" in schema:
        token = f"c{len(names.constants)}"
        names.constants[token] = schema["const"]
        return {"const": token}
    shape: Json = {"type": schema["type"]} if "type" in schema else {}
    if "enum" in schema and schema["type"] in ("string", "integer"):
        numbers = range(len(schema["enum"]))
        shape["enum"] = list(numbers) if schema["type"] == "integer" else [f"v{number}" for number in numbers]
    if schema.get("type") == "string" and schema.get("format") in TYPED_FORMATS:
        shape["format"] = schema["format"]
    if isinstance(schema.get("items"), dict):
        shape["items"] = _schema(schema["items"], names)
    if "additionalProperties" in schema:
        extra = schema["additionalProperties"]
        shape["additionalProperties"] = _schema(extra, names) if isinstance(extra, dict) else extra
    if schema.get("properties"):
        python = attribute_names(schema["properties"])
        tokens = {wire: names.word("f", wire, python[wire]) for wire in schema["properties"]}
        shape["properties"] = {tokens[wire]: _schema(sub, names) for wire, sub in schema["properties"].items()}
        shape["required"] = [tokens[wire] for wire in dict.fromkeys(schema.get("required", ())) if wire in tokens]
    return shape
