"""What a schema says of its value by itself: type, values, limits and shape, as alternatives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scripts.drift.schemas.form import Arm, Fact, Key
from scripts.drift.schemas.values import distinct, type_of
from scripts.drift.schemas.words import BYTES, CONDITIONS, LOWER, OF_TYPE, UNIONS, names_keys
from scripts.oas.pointers import child_pointer

if TYPE_CHECKING:
    from scripts.drift.schemas.source import Source
    from scripts.oas.document import Json

_TYPES = ("string", "number", "integer", "boolean", "object", "array", "null")
_PARTS: dict[str, tuple[type, ...]] = {
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


def check_parts(source: Source, node: dict[str, Any], at: str) -> None:
    """Refuse a keyword whose value has the wrong shape.

    Raises:
        SpecError: One has.
    """
    for key, value in node.items():
        if key in _PARTS and not isinstance(value, _PARTS[key]):
            names = " or ".join(kind.__name__ for kind in _PARTS[key])
            raise source.error(child_pointer(at, key), f"{key!r} has the wrong shape", f"write a {names}")


def own_arms(source: Source, node: dict[str, Any], at: str) -> tuple[Arm, ...]:
    """Return the alternatives that a schema states itself, without the schemas that it refers to or combines."""
    types = _types(source, node, at)
    values = _values(node)
    if values is not None:
        return _listed(values, types, at)
    if types is None:
        return (_arm("any", node, at),)
    return tuple(_arm(kind, node, at) for kind in dict.fromkeys(types))


def _types(source: Source, node: dict[str, Any], at: str) -> list[str] | None:
    said = node.get("type")
    if said is None:
        return None
    types = said if isinstance(said, list) else [said]
    for kind in types:
        if kind not in _TYPES:
            raise source.error(at + "/type", f"{kind!r} is no type", f"write one of {', '.join(_TYPES)}")
    return [str(kind) for kind in types]


def _values(node: dict[str, Any]) -> list[Json] | None:
    if "const" in node:
        return [node["const"]]
    if "enum" in node:
        return list(node["enum"])
    return None


def _listed(values: list[Json], types: list[str] | None, at: str) -> tuple[Arm, ...]:
    groups: dict[str, list[Json]] = {}
    for value in values:
        kind = type_of(value)
        if types is None or kind in types or (kind == "integer" and "number" in types):
            groups.setdefault(kind, []).append(value)
    if "number" in groups and "integer" in groups:
        groups["number"] = [value for value in values if type_of(value) in ("integer", "number")]
        del groups["integer"]
    return tuple(
        Arm(type=kind, at=at, place=at, values=None if kind == "null" else distinct(found))
        for kind, found in groups.items()
    )


def _arm(kind: str, node: dict[str, Any], at: str) -> Arm:
    values: tuple[Json, ...] | None = (False, True) if kind == "boolean" else None
    return Arm(
        type=kind,
        at=at,
        place=at,
        values=values,
        facts=_facts(kind, node, at),
        conditions=_conditions(kind, node, at),
        **(_object(node, at) if kind in ("object", "any") else {}),
        **(_array(node, at) if kind in ("array", "any") else {}),
    )


def _facts(kind: str, node: dict[str, Any], at: str) -> dict[str, Fact]:
    node = _plainly(node) if _CONTENT & node.keys() or node.get("format") == "byte" else node
    names = {name for of in OF_TYPE.values() for name in of} if kind == "any" else OF_TYPE[kind]
    found: dict[str, Fact] = {}
    for name in sorted(names):
        if name in ("minimum", "maximum"):
            limit = _bound(node, name, whole=kind == "integer")
            if limit is not None:
                found[name] = Fact(limit, at)
        elif name in node and not _says_nothing(name, node[name]):
            found[name] = Fact(node[name], at)
    return found


def _plainly(node: dict[str, Any]) -> dict[str, Any]:
    """Return a schema with bytes written in one way, whether it does so as OpenAPI 3.0 or as JSON Schema does."""
    form, media, encoding = (node.get(name) for name in ("format", "contentMediaType", "contentEncoding"))
    changed = dict(node)
    if form == "byte" and encoding in (None, "base64"):
        del changed["format"]
        changed["contentEncoding"] = "base64"
    elif encoding is None and isinstance(media, str) and media.startswith(BYTES) and form in (None, "binary"):
        changed["format"] = "binary"
        if media == "application/octet-stream":
            del changed["contentMediaType"]
    return changed


_CONTENT = frozenset({"contentMediaType", "contentEncoding"})


def _says_nothing(name: str, value: Json) -> bool:
    return value is None or (name in LOWER and value == 0) or (name == "uniqueItems" and value is False)


def _bound(node: dict[str, Any], name: str, *, whole: bool) -> Json:
    """Return a lower or upper bound as ``[number, whether it is excluded]``, from either dialect's spelling."""
    excluded = node.get("exclusiveMinimum" if name == "minimum" else "exclusiveMaximum")
    plain = node.get(name)
    limits: list[tuple[float, bool]] = []
    if plain is not None and _is_number(plain):
        limits.append((plain, excluded is True))
    if excluded is not None and _is_number(excluded):
        limits.append((excluded, True))
    if not limits:
        return None
    sign = 1 if name == "minimum" else -1
    number, out = max(limits, key=lambda item: (sign * item[0], item[1]))
    if whole and out and (isinstance(number, int) or number.is_integer()):
        return [number + sign, False]
    return [number, out]


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _conditions(kind: str, node: dict[str, Any], at: str) -> dict[str, Key]:
    found: dict[str, Key] = {}
    for name, about in CONDITIONS.items():
        if name not in node or (kind not in (about, "any") and about is not None):
            continue
        value = node[name]
        if name in UNIONS and not names_keys(value):
            continue
        if value in ({}, [], True) or (name == "if" and not {"then", "else"} & node.keys()):
            continue
        found[name] = (at,)
    return found


def _object(node: dict[str, Any], at: str) -> dict[str, Any]:
    props = {name: (child_pointer(at, "properties", name),) for name in node.get("properties", ())}
    patterns = {name: (child_pointer(at, "patternProperties", name),) for name in node.get("patternProperties", ())}
    word = "additionalProperties" if "additionalProperties" in node else "unevaluatedProperties"
    extra = _rest(node.get(word), f"{at}/{word}")
    required = {str(name): at for name in node.get("required", ())}
    return {
        "props": props,
        "patterns": patterns,
        "extra": extra,
        "extra_at": None if extra is None else at,
        "required": required,
    }


def _array(node: dict[str, Any], at: str) -> dict[str, Any]:
    first, items, rest = node.get("prefixItems", []), node.get("items"), "/items"
    place = at + "/prefixItems"
    if isinstance(items, list):
        first, items, rest, place = items, node.get("additionalItems"), "/additionalItems", at + "/items"
    prefix = tuple((f"{place}/{index}",) for index in range(len(first)))
    return {"prefix": prefix, "items": _rest(items, at + rest)}


def _rest(value: Json, at: str) -> Key | bool | None:
    if value is None or value is True or value == {}:
        return None
    return False if value is False else (at,)
