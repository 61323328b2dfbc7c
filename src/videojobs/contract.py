"""Does an answer keep to the provider's document? Opt-in, for tests and for looking into an odd answer.

The client itself never asks: it reads what it can. Needs the extra ``contract``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, cast

from attrs import frozen

from videojobs.errors import ConfigurationError
from videojobs.jobs.dialects import load_dialect
from videojobs.runtime.dialect import Role
from videojobs_api import PROVIDERS

Json = dict[str, Any]
_BOUNDS = {"exclusiveMinimum": "minimum", "exclusiveMaximum": "maximum"}


@frozen(kw_only=True)
class Deviation:
    """One place where an answer is not what the document promises.

    Attributes:
        pointer: JSON pointer of the place in the answer; "" is the whole answer.
        rule: The keyword of the schema that it breaks: ``required``, ``type``, ``enum`` ...
        message: What is wrong, in words.
    """

    pointer: str
    rule: str
    message: str


def check_contract(provider: str, operation: str, body: object, *, status: int = 200) -> list[Deviation]:
    """Hold an answer against the provider's document (with its corrections).

    Args:
        provider: Name of the provider.
        operation: Role of the operation (``create``, ``retrieve`` ...) or its operationId.
        body: The decoded JSON.
        status: The HTTP status that it came with.

    Raises:
        ConfigurationError: There is no such provider or operation, the document says nothing of JSON for that status,
            or the extra ``contract`` is not installed.
    """
    document = _document(provider)
    schema = _response_schema(document, _operation(provider, operation, document), status)
    if schema is None:
        raise ConfigurationError(f"{provider}: the document has no JSON answer {status} of {operation!r}")
    validator = _validator(document, schema)
    breaches = validator.iter_errors(body)
    found = [
        Deviation(pointer=_pointer(item.absolute_path), rule=str(item.validator), message=item.message)
        for item in breaches
    ]
    return sorted(found, key=lambda item: (item.pointer, item.rule, item.message))


def _pointer(path: Any) -> str:
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)


@cache
def _document(provider: str) -> Json:
    load_dialect(provider)  # says which providers there are
    text = files(f"videojobs_api.{PROVIDERS[provider]}").joinpath("openapi.json").read_text(encoding="utf-8")
    return to_31(cast(Json, json.loads(text)))


def _operation(provider: str, name: str, document: Json) -> Json:
    played = load_dialect(provider).operations.get(cast(Role, name))
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if played is not None and (played.path, played.method.lower()) == (path, method):
                return cast(Json, operation)
            if isinstance(operation, dict) and cast(Json, operation).get("operationId") == name:
                return cast(Json, operation)
    raise ConfigurationError(f"{provider}: no operation plays the role or has the id {name!r}")


def _response_schema(document: Json, operation: Json, status: int) -> Json | None:
    """Return the schema of an exact status, else of its class, else (for a success) of the documented one."""
    answers: Json = operation.get("responses", {})
    successes = [code for code in answers if code.startswith("2")] if status < 300 else []
    for code in (str(status), f"{status // 100}XX", *successes, "default"):
        if code in answers:
            answer = follow(document, answers[code])
            schema: Json | None = answer.get("content", {}).get("application/json", {}).get("schema")
            return schema
    return None


def follow(document: Json, node: Json) -> Json:
    """Return what a local reference leads to, or the node itself."""
    ref = node.get("$ref")
    if not isinstance(ref, str):
        return node
    target: Any = document
    for part in ref.removeprefix("#/").split("/"):
        target = target[part.replace("~1", "/").replace("~0", "~")]
    return cast(Json, target)


def _validator(document: Json, schema: Json) -> Any:
    try:
        from jsonschema import Draft202012Validator
    except ImportError:
        raise ConfigurationError("checking answers needs `pip install 'videojobs[contract]'`") from None
    # The components stand beside the schema, so that the references within it resolve.
    return Draft202012Validator({**schema, "components": document.get("components", {})})


def to_31(document: Json) -> Json:
    """Return a copy of an OpenAPI 3.0 document whose schemas a validator of draft 2020-12 understands.

    A document that is not of OpenAPI 3.0 is returned as it is.
    """
    if not str(document.get("openapi", "")).startswith("3.0."):
        return document
    return {key: _converted(value) for key, value in document.items()}


def _converted(node: Any) -> Any:
    if isinstance(node, list):
        return [_converted(item) for item in node]
    if not isinstance(node, Mapping):
        return node
    if isinstance(node.get("$ref"), str):
        return {"$ref": node["$ref"]}  # in 3.0 what stands beside a reference is ignored
    result: Json = {key: _converted(value) for key, value in node.items()}
    for strict, bound in _BOUNDS.items():
        if isinstance(node.get(strict), bool):
            del result[strict]
            if node[strict] and bound in result:
                result[strict] = result.pop(bound)
    return _with_null(result) if node.get("nullable") is True else result


def _with_null(schema: Json) -> Json:
    kind, values = schema.get("type"), schema.get("enum")
    if isinstance(values, list) and None not in values:
        schema["enum"] = [*values, None]
    if isinstance(kind, str):
        schema["type"] = [kind, "null"]
    elif "allOf" in schema or "anyOf" in schema or "oneOf" in schema:
        return {"anyOf": [schema, {"type": "null"}]}
    return schema
