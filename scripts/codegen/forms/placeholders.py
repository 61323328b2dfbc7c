"""Replace the texts of a document by placeholders before openapi-python-client parses it.

Keys, parameters, paths, constants and values of enums become placeholders (``f12``), descriptions are left out; the
names of classes, modules and tags are normalised already. The parser would rename or drop some of the texts, and may
never put one into code. The views put them back, each through the escaper of its place.
"""

from __future__ import annotations

import itertools
from typing import Any

from attrs import field, frozen

from scripts.codegen.forms.definitions import pointer_to
from scripts.codegen.forms.type_bounds import is_class
from scripts.oas.operations import path_operations
from scripts.oas.schemas import TYPED_FORMATS, Json


@frozen
class OriginalName:
    """A key or parameter: its name on the wire, its name in Python, and the place of a parameter (``query``)."""

    wire: str
    python: str
    place: str = ""


@frozen(eq=False)
class Originals:
    """The names and values that placeholders replace.

    Attributes:
        names: Keys and parameters.
        constants: Values of constants.
        maps: Objects without properties inside other schemas, each as a component of this name: the parser would
            invent a class for each, and fail when it parses the schema a second time.
        prefix: Start of the names of these components; no class of the document has it.
    """

    names: dict[str, OriginalName] = field(factory=dict[str, OriginalName])
    constants: dict[str, Any] = field(factory=dict[str, Any])
    maps: dict[str, Json] = field(factory=dict[str, Any])
    prefix: str = "Map"

    def name_of(self, prop: Any) -> OriginalName:
        """Return the names of a parsed property or parameter."""
        # Since 0.29.1 the parser wraps every text of a document, so that no template prints one by mistake.
        return self.names[prop.name.get_untrusted_value()]

    def constant_of(self, prop: Any) -> Any:
        """Return the value of a parsed constant."""
        return self.constants[prop.value.raw_value]

    def replace_name(self, kind: str, name: OriginalName) -> str:
        """Return a new placeholder for a key or parameter."""
        placeholder = f"{kind}{len(self.names)}"
        self.names[placeholder] = name
        return placeholder


def replace_texts(doc: Json) -> tuple[Json, Originals]:
    """Return the document for the parser, and the names and values that its placeholders replace."""
    classes = [name.lower() for name in doc["components"]["schemas"]]
    prefixes = ("Map" * count for count in itertools.count(1))
    unused = next(prefix for prefix in prefixes if not any(name.startswith(prefix.lower()) for name in classes))
    originals = Originals(prefix=unused)
    schemas = {name: _schema(schema, originals, inside=False) for name, schema in doc["components"]["schemas"].items()}
    paths: Json = {}
    for number, operation in enumerate(path_operations(doc)):
        placeholders = {
            (place, wire): originals.replace_name("a", OriginalName(wire, python, place))
            for (place, wire), python in operation.node["x-arguments"].items()
        }
        paths[f"/o{number}"] = {operation.method: _operation(operation.node, placeholders, originals)}
    replaced: Json = {
        "openapi": "3.1.0",
        "info": {"title": "client", "version": "1"},
        "paths": paths,
        "components": {"schemas": {**schemas, **originals.maps}},
    }
    return replaced, originals


def _operation(operation: Json, placeholders: dict[tuple[str, str], str], originals: Originals) -> Json:
    replaced: Json = {
        "operationId": operation["operationId"],
        "tags": operation["tags"],
        "security": operation["security"],
        "parameters": [
            {
                "name": placeholders[item["in"], item["name"]],
                "in": "query",  # the parser refuses parameters in other places that the client can send
                "required": item.get("required") is True,
                "schema": _schema(item["schema"], originals),
            }
            for item in operation["parameters"]
        ],
        "responses": {
            code: {"description": "", "content": _content(response["content"], originals)}
            for code, response in operation["responses"].items()
        },
    }
    if "requestBody" in operation:
        body = operation["requestBody"]
        treated_as = body["x-treated-as"]
        content = {
            _sent_as(media, treated_as.get(media, media)): {"schema": _schema(entry.get("schema", {}), originals)}
            for media, entry in body["content"].items()
        }
        replaced["requestBody"] = {"required": body["required"], "content": content}
    return replaced


def _content(content: Json, originals: Originals) -> Json:
    return {
        _received_as(media): {"schema": _schema(entry.get("schema", {}), originals)} for media, entry in content.items()
    }


def _received_as(media: str) -> str:
    """Return a media type that the parser supports and that is decoded in the same way."""
    if media == "application/json" or media.endswith("+json"):
        return "application/json"
    if media.startswith("text/"):
        return "text/plain"
    # The parser supports no type such as video/mp4 or */*: it would drop the response.
    return "application/octet-stream"


def _sent_as(media: str, treated_as: str) -> str:
    """Return a media type that the parser supports and that is encoded in the same way, one for each of a body's."""
    if treated_as == "application/json" or treated_as.endswith("+json"):
        if media == treated_as:
            return media
        return f"application/{media.replace('/', '.').replace('*', 'any')}+json"
    if treated_as in ("multipart/form-data", "application/x-www-form-urlencoded"):
        return treated_as
    return "application/octet-stream"


def _schema(schema: Json, originals: Originals, *, inside: bool = True) -> Json:
    if inside and is_class(schema) and not schema.get("properties") and "enum" not in schema:
        name = f"{originals.prefix}{len(originals.maps)}"
        originals.maps[name] = {}  # takes the number before the maps inside this one
        originals.maps[name] = _schema(schema, originals, inside=False)
        return {"$ref": pointer_to(name)}
    for key in ("anyOf", "oneOf", "allOf"):
        if key in schema:
            return {key: [_schema(member, originals) for member in schema[key]]}
    if "$ref" in schema:
        return {"$ref": schema["$ref"]}
    if "const" in schema:
        placeholder = f"c{len(originals.constants)}"
        originals.constants[placeholder] = schema["const"]
        return {"const": placeholder}
    return _typed_schema(schema, originals)


def _typed_schema(schema: Json, originals: Originals) -> Json:
    replaced: Json = {"type": schema["type"]} if "type" in schema else {}
    if "enum" in schema and schema["type"] == "integer":
        replaced["enum"] = list(range(len(schema["enum"])))
    elif "enum" in schema and schema["type"] == "string":
        replaced["enum"] = [f"v{number}" for number in range(len(schema["enum"]))]
    if schema.get("type") == "string" and schema.get("format") in TYPED_FORMATS:
        replaced["format"] = schema["format"]
    if isinstance(schema.get("items"), dict):
        replaced["items"] = _schema(schema["items"], originals)
    extra = schema.get("additionalProperties")
    if isinstance(extra, dict):
        replaced["additionalProperties"] = _schema(extra, originals)
    elif "additionalProperties" in schema:
        replaced["additionalProperties"] = extra
    if schema.get("properties"):
        python = schema["x-attributes"]
        placeholders = {
            wire: originals.replace_name("f", OriginalName(wire, python[wire])) for wire in schema["properties"]
        }
        replaced["properties"] = {
            placeholders[wire]: _schema(sub, originals) for wire, sub in schema["properties"].items()
        }
        required = dict.fromkeys(schema.get("required", ()))
        replaced["required"] = [placeholders[wire] for wire in required if wire in placeholders]
    return replaced
