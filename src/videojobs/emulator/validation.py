"""Validate bodies and query parameters against the document, with jsonschema."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal, cast

from attrs import frozen
from jsonschema import Draft202012Validator, ValidationError
from jsonschema.exceptions import best_match
from jsonschema.validators import extend
from referencing.exceptions import Unresolvable

from videojobs.emulator.request_bodies import Upload, loggable

_MAX_SHOWN = 80
Source = Literal["query", "header", "form", "json"]
_Errors = Iterator[ValidationError]
_Keyword = Callable[[Any, Any, Any, Any], _Errors]
_KEYWORDS: Mapping[str, _Keyword] = cast("Any", Draft202012Validator.VALIDATORS)
_extend: Callable[..., Any] = cast("Any", extend)
_CODES: Mapping[str, str] = {
    "required": "missing_required_parameter",
    "type": "invalid_type",
    "format": "invalid_type",
    "contentMediaType": "invalid_type",
    "anyOf": "invalid_type",
}


@frozen(kw_only=True)
class Violation:
    """One difference between a request and the document.

    Attributes:
        field: Where, e.g. ``input_reference.file_id``; "" is the whole body.
        code: Error code, e.g. ``invalid_type``.
        text: The difference, without the field's name.
        source: The part of the request that has the field.
        keyword: The keyword of JSON Schema that is violated.
        limit: Its value in the document; of a type, the first one that is not null.
        value: The value that was sent, or None.
        expects_file: Whether the document has a file there.
    """

    field: str
    code: str
    text: str
    source: Source = "json"
    keyword: str = ""
    limit: Any = None
    value: Any = None
    expects_file: bool = False

    def __str__(self) -> str:
        return f"{self.field or 'body'}: {self.text}"


class RequestValidator:
    """Validates values against schemas of one document.

    Args:
        document: The document, in OpenAPI 3.1.
        is_lax: Whether text in JSON can be a number or a boolean, as pydantic has it.
    """

    def __init__(self, document: Mapping[str, Any], *, is_lax: bool = False) -> None:
        # The whole document is the schema, so that its references resolve; its own keys are no keywords of a schema.
        self._json = (_LaxJsonValidator if is_lax else _JsonValidator)(document)
        self._form = _FormValidator(document)

    def violations(self, value: object, schema: Mapping[str, Any], source: Source, *, at: str = "") -> list[Violation]:
        """Return the violations of a schema by a value, missing fields first.

        Args:
            value: Decoded JSON; or text, files, and dicts and lists of them, from a form or a query.
            schema: The schema.
            source: The part of the request. But in JSON, scalars are text: ``"8"`` is an integer, ``"true"`` a boolean.
            at: Name of the field.
        """
        validator = self._json if source == "json" else self._form
        try:
            # Of the branches of a union, the error of the one that fits best.
            # https://python-jsonschema.readthedocs.io/en/stable/errors/#best-match-and-relevance
            errors: list[Any] = [best_match([error]) for error in validator.evolve(schema=schema).iter_errors(value)]
        except RecursionError:
            return [Violation(field=at, code="invalid_value", text="nested too deeply", source=source)]
        violations = [violation for error in errors for violation in _violations(error, at, source)]
        # The first one names the field of the error; that something is missing explains the most.
        return sorted(violations, key=lambda violation: violation.code != _CODES["required"])


def _violations(error: Any, at: str, source: Source) -> Iterator[Violation]:
    field = at
    for step in error.absolute_path:
        if isinstance(step, int):
            field = f"{field}[{step}]"
        else:
            field = _member(field, step)
    if error.validator == "required":
        # jsonschema has one error for each missing name, which only its message tells.
        field = next(_member(field, name) for name in error.validator_value if error.message.startswith(repr(name)))
    if error.validator == "additionalProperties" and error.validator_value is False:
        for name in error.instance:
            if name not in error.schema.get("properties", {}):
                yield Violation(field=_member(field, name), code="invalid_value", text="unknown field", source=source)
    else:
        yield Violation(
            field=field,
            code=_CODES.get(error.validator, "invalid_value"),
            text=_text(error),
            source=source,
            keyword=error.validator,
            limit=_limit(error),
            value=loggable(error.instance),
            expects_file=any(_is_binary(branch.schema) for branch in (error, *error.context)),
        )


def _limit(error: Any) -> Any:
    """Return the value of the violated keyword; of a type or a union, the first type that is expected."""
    if error.validator == "anyOf":
        return next((_limit(branch) for branch in error.context if branch.validator == "type"), None)
    if error.validator == "type":
        return next((name for name in _type_names(error.validator_value) if name != "null"), "null")
    return error.validator_value


def _member(field: str, name: str) -> str:
    return f"{field}.{name}" if field else name


def _text(error: Any) -> str:
    if error.validator == "required":
        return "missing, but required"
    if _CODES.get(error.validator) == "invalid_type":
        return f"expected {_expected(error)}, but got {_type_name(error.instance)}"
    if error.validator == "enum":
        return f"{_shortened(error.instance)} is not one of {', '.join(map(repr, error.validator_value))}"
    if error.validator == "const":
        return f"{_shortened(error.instance)} is not {error.validator_value!r}"
    return str(error.message).replace(repr(error.instance), _shortened(error.instance), 1)


def _expected(error: Any) -> str:
    if error.context:
        return " or ".join(dict.fromkeys(_expected(branch) for branch in error.context))
    if _is_binary(error.schema):
        return "a file"
    return " or ".join(_with_article(name) for name in _type_names(error.schema.get("type", "value")))


def _type_names(types: str | list[str]) -> list[str]:
    """Return the value of ``type`` as a list."""
    if isinstance(types, str):
        return [types]
    return types


def _with_article(name: str) -> str:
    if name == "null":
        return name
    return f"an {name}" if name[0] in "aeio" else f"a {name}"


def _type_name(value: object) -> str:
    if isinstance(value, Upload):
        return "a file"
    names = ("null", "boolean", "integer", "number", "string", "array", "object")
    return next(_with_article(name) for name in names if Draft202012Validator.TYPE_CHECKER.is_type(value, name))


def _shortened(value: object) -> str:
    text = repr(value)
    if len(text) > _MAX_SHOWN:
        return text[: _MAX_SHOWN - 3] + "..."
    return text


def _is_binary(schema: Mapping[str, Any]) -> bool:
    """Whether the value is a file: ``format: binary``, or as OpenAPI 3.1 writes it."""
    return schema.get("format") == "binary" or ("contentMediaType" in schema and "contentEncoding" not in schema)


def _lenient_reference(validator: Any, reference: Any, instance: Any, schema: Any) -> _Errors:
    try:
        yield from _KEYWORDS["$ref"](validator, reference, instance, schema)
    except Unresolvable:
        return


def _lenient_pattern(validator: Any, pattern: Any, instance: Any, schema: Any) -> _Errors:
    try:
        yield from _KEYWORDS["pattern"](validator, pattern, instance, schema)
    except re.error:
        return


_JsonValidator = _extend(
    Draft202012Validator,
    {
        "$ref": _lenient_reference,
        "pattern": _lenient_pattern,  # patterns are ECMA-262, which Python does not always compile
        "oneOf": _KEYWORDS["anyOf"],  # servers do not refuse what fits two alternatives
    },
)


def _text_fits(text: str, name: str) -> bool:
    """Whether text from a form can be a value of a type; a JSON text can be an object."""
    if name == "integer":
        return re.fullmatch(r"[+-]?[0-9]+", text) is not None
    if name == "number":
        return _number(text) is not None
    if name == "boolean":
        return text.lower() in {"true", "false", "1", "0"}
    if name == "object":
        return text.lstrip().startswith("{")
    return name in ("string", "array")  # one part can be an array of one item


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _lax_type(validator: Any, types: Any, instance: Any, schema: Any) -> _Errors:
    # https://docs.pydantic.dev/latest/concepts/conversion_table/
    scalars = {"integer", "number", "boolean"} & {*_type_names(types)}
    if not (isinstance(instance, str) and any(_text_fits(instance, name) for name in scalars)):
        yield from _KEYWORDS["type"](validator, types, instance, schema)


_LaxJsonValidator = _extend(_JsonValidator, {"type": _lax_type})


def _form_type(validator: Any, types: Any, instance: Any, schema: Any) -> _Errors:
    if isinstance(instance, Upload):
        if not _is_binary(schema):
            yield ValidationError("a file")
    elif isinstance(instance, str):
        if not any(_text_fits(instance, name) for name in _type_names(types)):
            yield ValidationError("text of another type")
    else:
        yield from _KEYWORDS["type"](validator, types, instance, schema)


def _form_file(_validator: Any, _value: Any, instance: Any, schema: Any) -> _Errors:
    if _is_binary(schema) and not isinstance(instance, Upload):
        yield ValidationError("no file")


def _form_enum(_validator: Any, values: Any, instance: Any, _schema: Any) -> _Errors:
    # A form has text only: the document's 8 is "8" here.
    if instance not in [str(value) for value in values]:
        yield ValidationError("not listed")


def _form_const(validator: Any, value: Any, instance: Any, schema: Any) -> _Errors:
    yield from _form_enum(validator, [value], instance, schema)


def _of_number(name: str) -> _Keyword:
    """Return a keyword for numbers that takes their text."""

    def keyword(validator: Any, value: Any, instance: Any, schema: Any) -> _Errors:
        number = _number(instance) if isinstance(instance, str) else None
        if number is not None and "string" not in schema.get("type", ()):
            yield from _KEYWORDS[name](validator, value, number, schema)

    return keyword


_FormValidator = _extend(
    _JsonValidator,
    {
        "type": _form_type,
        "format": _form_file,
        "contentMediaType": _form_file,
        "enum": _form_enum,
        "const": _form_const,
        **{name: _of_number(name) for name in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")},
    },
)
