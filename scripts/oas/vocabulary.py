"""The keys of each kind of object in OpenAPI 3.0 and 3.1, with the rule for their values.

A key that is not listed here is refused: a misspelt one would be lost in silence. A rule is the name of a kind of
object, or of a check in ``structure``; ``[x`` is a list of x, ``{x`` a map of names to x, ``x|y`` either of the two.
"""

from __future__ import annotations

from scripts.oas.operations import METHODS

_ANNOTATIONS = {
    "title": "text",
    "description": "text",
    "default": "any",
    "example": "any",
    "examples": "any",
    "deprecated": "flag",
    "readOnly": "flag",
    "writeOnly": "flag",
    "externalDocs": "any",
    "xml": "any",
    "$comment": "text",
    # Read and ignored: a schema of another dialect is not validated otherwise.
    "$schema": "text",
}

_LIMITS = {
    "minimum": "number",
    "maximum": "number",
    # A flag beside `minimum` in OpenAPI 3.0, a number of its own in 3.1.
    "exclusiveMinimum": "number|flag",
    "exclusiveMaximum": "number|flag",
    "multipleOf": "number",
    "minLength": "count",
    "maxLength": "count",
    "minItems": "count",
    "maxItems": "count",
    "minProperties": "count",
    "maxProperties": "count",
    "minContains": "count",
    "maxContains": "count",
    "uniqueItems": "flag",
    "pattern": "pattern",
}

# These only narrow what a server accepts; they add no key and no type, so the code is the same without them.
_NARROWING = {
    "not": "schema",
    "contains": "schema",
    "propertyNames": "schema",
    "unevaluatedProperties": "schema",
    "unevaluatedItems": "schema",
    "dependentRequired": "any",
    "contentEncoding": "text",
    "contentMediaType": "text",
    "contentSchema": "schema",
}

SCHEMA = {
    **_ANNOTATIONS,
    **_LIMITS,
    **_NARROWING,
    "$ref": "text",
    # Of JSON Schema 2019-09, and still in published documents; `$dynamicRef` replaced it.
    "$recursiveRef": "text",
    "$recursiveAnchor": "flag",
    "$defs": "{schema",
    "definitions": "{schema",
    "type": "type|[type",
    "format": "text",
    "nullable": "flag",
    "enum": "values",
    "const": "any",
    "allOf": "[schema",
    "anyOf": "[schema",
    "oneOf": "[schema",
    "items": "schema",
    "prefixItems": "[schema",
    "properties": "{schema",
    "required": "[text",
    "additionalProperties": "schema",
    "discriminator": "discriminator",
}

_CONTENT = "{media"

KINDS: dict[str, dict[str, str]] = {
    "document": {
        "openapi": "text",
        "info": "info",
        "jsonSchemaDialect": "text",
        "servers": "[server",
        "paths": "{item",
        "webhooks": "{item",
        "components": "components",
        "security": "[requirement",
        "tags": "[tag",
        "externalDocs": "any",
    },
    "info": {
        "title": "text",
        "version": "text",
        "description": "text",
        "summary": "text",
        "termsOfService": "text",
        "contact": "any",
        "license": "any",
    },
    "server": {"url": "text", "name": "text", "description": "text", "variables": "{variable"},
    "variable": {"default": "text", "enum": "[text", "description": "text"},
    "tag": {"name": "text", "description": "text", "externalDocs": "any"},
    "components": {
        "schemas": "{schema",
        "responses": "{response",
        "parameters": "{parameter",
        "examples": "any",
        "requestBodies": "{body",
        # Response headers become no code, so their shape does not matter here; the drift comparison reads them.
        "headers": "any",
        "securitySchemes": "{scheme",
        "links": "any",
        "callbacks": "{callback",
        # Nothing can use them: a path item that is a reference is refused.
        "pathItems": "any",
    },
    "item": {
        "summary": "text",
        "description": "text",
        "parameters": "[parameter",
        **dict.fromkeys(METHODS, "operation"),
    },
    "operation": {
        "tags": "[text",
        "summary": "text",
        "description": "text",
        "externalDocs": "any",
        "operationId": "text",
        "parameters": "[parameter",
        "requestBody": "body",
        "responses": "responses",
        "callbacks": "{callback",
        "deprecated": "flag",
        "security": "[requirement",
    },
    "parameter": {
        "$ref": "text",
        "name": "text",
        "in": "place",
        "description": "text",
        "required": "flag",
        "deprecated": "flag",
        "allowEmptyValue": "flag",
        "style": "text",
        "explode": "flag",
        "schema": "schema",
        "example": "any",
        "examples": "any",
    },
    "body": {"$ref": "text", "description": "text", "content": _CONTENT, "required": "flag"},
    "media": {"schema": "schema", "example": "any", "examples": "any", "encoding": "any"},
    "response": {"$ref": "text", "description": "text", "headers": "any", "content": _CONTENT, "links": "any"},
    "scheme": {
        "$ref": "text",
        "type": "text",
        "description": "text",
        "name": "text",
        "in": "text",
        "scheme": "text",
        "bearerFormat": "text",
        "flows": "any",
        "openIdConnectUrl": "text",
    },
    "discriminator": {"propertyName": "text", "mapping": "{text"},
}

REFUSED: dict[tuple[str, str], tuple[str, str]] = {
    ("document", "swagger"): ("is Swagger 2.0", "convert the document to OpenAPI 3"),
    ("item", "$ref"): ("is a reference", "write the path item out"),
    ("item", "servers"): ("names servers of its own", "one client has one base URL: remove it by overlay"),
    ("operation", "servers"): ("names servers of its own", "one client has one base URL: remove it by overlay"),
    ("parameter", "content"): ("is sent as a document inside a parameter", "give it a schema by overlay"),
    ("parameter", "allowReserved"): ("asks for reserved characters as they are", "remove it by overlay"),
    ("schema", "patternProperties"): ("types keys by pattern", "write additionalProperties by overlay"),
    ("schema", "if"): ("makes the schema depend on the value", "write anyOf by overlay"),
    ("schema", "then"): ("makes the schema depend on the value", "write anyOf by overlay"),
    ("schema", "else"): ("makes the schema depend on the value", "write anyOf by overlay"),
    ("schema", "dependentSchemas"): ("makes the schema depend on the value", "write anyOf by overlay"),
    ("schema", "$dynamicRef"): ("is a dynamic reference", "write $ref by overlay"),
    ("schema", "$id"): ("gives the schema an address of its own", "refer to it by its component"),
    ("schema", "$anchor"): ("gives the schema a name of its own", "refer to it by its component"),
}
