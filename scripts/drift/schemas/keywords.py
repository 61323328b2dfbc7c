"""Read the keywords that a schema states about its value: type, values, limits and shape."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeGuard

from scripts.drift.schemas.alternatives import INVALID, Alternative, Limit, Pointers, Rest
from scripts.drift.schemas.keyword_groups import BYTES, CONDITIONS, LOWER, OF_TYPE, UNIONS, is_object, only_requires
from scripts.drift.schemas.values import distinct, type_of
from scripts.oas.pointers import child_pointer

if TYPE_CHECKING:
    from scripts.drift.schemas.source import Source
    from scripts.oas.document import Json

_TYPES = ("string", "number", "integer", "boolean", "object", "array", "null")
# A pattern need not match the whole text, so that one which matches no character matches any text:
# https://json-schema.org/draft/2020-12/json-schema-core#section-6.4
_MATCH_EVERYTHING = ("", "^", ".*", "^.*")
_ALL_LIMITS = frozenset(name for names in OF_TYPE.values() for name in names)
_SHAPES: dict[str, tuple[type, ...]] = {
    "enum": (list,),
    "required": (list,),
    "properties": (dict,),
    "patternProperties": (dict,),
    "prefixItems": (list,),
    "allOf": (list,),
    "anyOf": (list,),
    "oneOf": (list,),
    "items": (dict, bool, list),
    "additionalItems": (dict, bool),
    "additionalProperties": (dict, bool),
    "unevaluatedProperties": (dict, bool),
    "discriminator": (dict,),
    "type": (str, list),
}


def check_shapes(source: Source, node: dict[str, Any], at: str) -> None:
    """Refuse a keyword whose value has the wrong type.

    Raises:
        SpecError: There is one.
    """
    for key, value in node.items():
        if key in _SHAPES and not isinstance(value, _SHAPES[key]):
            names = " or ".join(kind.__name__ for kind in _SHAPES[key])
            raise source.error(child_pointer(at, key), f"{key!r} has the wrong shape", f"write a {names}")


def own_alternatives(node: dict[str, Any], at: str) -> tuple[Alternative, ...]:
    """Return the alternatives that a schema states itself, without references and combined schemas."""
    types = _types(node)
    # One mistake upstream must not keep all other changes from being reported.
    unknown = [name for name in types or () if name not in _TYPES]
    if unknown:
        return (Alternative(type=INVALID, at=at, place=at, values=(unknown[0],)),)
    values = node.get("enum")
    if "const" in node:  # as an enum of one: https://json-schema.org/draft/2020-12/json-schema-validation#section-6.1.3
        values = [node["const"]]
    if values is not None:
        return _of_values(values, types, at)
    # Where each alternative of a condition states the type, it is the type of the schema.
    if types is None and any(only_requires(node, key) and all(map(is_object, node[key])) for key in UNIONS):
        types = ["object"]
    if types is None:
        return (_of_type("any", node, at),)
    return tuple(_of_type(name, node, at) for name in dict.fromkeys(types))


def _types(node: dict[str, Any]) -> list[Any] | None:
    stated = node.get("type")
    if stated is None or isinstance(stated, list):
        return stated
    return [stated]


def _of_values(values: list[Json], types: list[str] | None, at: str) -> tuple[Alternative, ...]:
    groups: dict[str, list[Json]] = {}
    for value in values:
        name = type_of(value)
        # Both keywords must hold, so an enum value of another type is never valid.
        if types is None or name in types or (name == "integer" and "number" in types):
            groups.setdefault(name, []).append(value)
    if "number" in groups and "integer" in groups:
        groups["number"] = [value for value in values if type_of(value) in ("integer", "number")]
        del groups["integer"]
    return tuple(
        Alternative(type=name, at=at, place=at, values=None if name == "null" else distinct(group))
        for name, group in groups.items()
    )


def _of_type(name: str, node: dict[str, Any], at: str) -> Alternative:
    return Alternative(
        type=name,
        at=at,
        place=at,
        # A boolean is the enum of its two values, so that `enum: [true]` compares as a part of it.
        values=(False, True) if name == "boolean" else None,
        limits=_limits(name, node, at),
        conditions=_conditions(name, node, at),
        **(_object(node, at) if name in ("object", "any") else {}),
        **(_array(node, at) if name in ("array", "any") else {}),
    )


def _limits(type_name: str, node: dict[str, Any], at: str) -> dict[str, Limit]:
    node = _with_plain_bytes(node)
    limits: dict[str, Limit] = {}
    for name in sorted(OF_TYPE.get(type_name, _ALL_LIMITS)):
        if name in ("minimum", "maximum"):
            bound = _bound(node, name, whole=type_name == "integer")
            if bound is not None:
                limits[name] = Limit(bound, at)
        elif name in node and not _limits_nothing(name, node[name]):
            limits[name] = Limit(node[name], at)
    return limits


def _with_plain_bytes(node: dict[str, Any]) -> dict[str, Any]:
    """Return a schema with bytes written in one way: OpenAPI 3.0 has formats, 3.1 has content keywords.

    https://spec.openapis.org/oas/v3.1.1.html#migrating-binary-descriptions-from-oas-3-0
    """
    form, media, encoding = (node.get(name) for name in ("format", "contentMediaType", "contentEncoding"))
    if form == "byte" and encoding in (None, "base64"):
        plain = {**node, "contentEncoding": "base64"}
        del plain["format"]
        return plain
    if encoding is None and isinstance(media, str) and media.startswith(BYTES) and form in (None, "binary"):
        plain = {**node, "format": "binary"}
        if media == "application/octet-stream":
            del plain["contentMediaType"]
        return plain
    return node


def _limits_nothing(name: str, value: Json) -> bool:
    if name == "pattern":
        return value is None or value in _MATCH_EVERYTHING
    return value is None or (name in LOWER and value == 0) or (name == "uniqueItems" and value is False)


def _bound(node: dict[str, Any], name: str, *, whole: bool) -> Json:
    """Return a bound as ``[number, whether it is excluded]``.

    In OpenAPI 3.0 ``exclusiveMinimum`` is a flag beside ``minimum``, in JSON Schema 2020-12 a number of its own.
    """
    plain, exclusive = node.get(name), node.get("exclusiveM" + name[1:])
    bounds: list[tuple[float, bool]] = []
    if _is_number(plain):
        bounds.append((plain, exclusive is True))
    if _is_number(exclusive):
        bounds.append((exclusive, True))
    if not bounds:
        return None
    sign = 1 if name == "minimum" else -1
    # Both keywords may stand side by side in 2020-12; the tighter one counts.
    number, excluded = max(bounds, key=lambda item: (sign * item[0], item[1]))
    # Greater than 0 and at least 1 allow the same integers.
    if whole and excluded and (isinstance(number, int) or number.is_integer()):
        return [number + sign, False]
    return [number, excluded]


def _is_number(value: Any) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _conditions(type_name: str, node: dict[str, Any], at: str) -> dict[str, Pointers]:
    conditions: dict[str, Pointers] = {}
    for name, applies_to in CONDITIONS.items():
        if name not in node or not (applies_to is None or type_name in (applies_to, "any")):
            continue
        value = node[name]
        if name in UNIONS and not only_requires(node, name):
            continue
        # ``if`` alone refuses nothing: https://json-schema.org/draft/2020-12/json-schema-core#section-10.2.2.1
        if value in ({}, [], True) or (name == "if" and not {"then", "else"} & node.keys()):
            continue
        conditions[name] = (at,)
    return conditions


def _object(node: dict[str, Any], at: str) -> dict[str, Any]:
    word = "unevaluatedProperties"  # equal where no schemas are combined
    if "additionalProperties" in node:
        word = "additionalProperties"
    extra = _rest(node.get(word), f"{at}/{word}")
    return {
        "properties": _members(node, "properties", at),
        "patterns": _members(node, "patternProperties", at),
        "extra": extra,
        "extra_at": None if extra is None else at,
        "required": {str(name): at for name in node.get("required", ())},
    }


def _members(node: dict[str, Any], key: str, at: str) -> dict[str, Pointers]:
    return {name: (child_pointer(at, key, name),) for name in node.get(key, ())}


def _array(node: dict[str, Any], at: str) -> dict[str, Any]:
    prefix, prefix_at = node.get("prefixItems", []), at + "/prefixItems"
    items, items_at = node.get("items"), at + "/items"
    if isinstance(items, list):  # before JSON Schema 2020-12, `items` was the prefix
        prefix, prefix_at = items, items_at
        items, items_at = node.get("additionalItems"), at + "/additionalItems"
    return {
        "prefix": tuple((f"{prefix_at}/{index}",) for index in range(len(prefix))),
        "items": _rest(items, items_at),
    }


def _rest(value: Json, at: str) -> Rest:
    if value is None or value is True or value == {}:
        return None
    if value is False:
        return False
    return (at,)
