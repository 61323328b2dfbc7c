"""Write the Python type of a parsed property, and the expression that decodes it."""

from __future__ import annotations

import re
from typing import Any

from scripts.codegen.escape import literal
from scripts.codegen.forms.direction import response_keys
from scripts.codegen.views import parser_types as p
from scripts.codegen.views.context import Context
from scripts.codegen.views.imports import Imports

_PLAIN = {
    p.AnyProperty: "Any",
    p.BooleanProperty: "bool",
    p.IntProperty: "int",
    p.FloatProperty: "float",
    p.StringProperty: "str",
    p.NoneProperty: "None",
}
# The last name is a function of `videojobs.http.converters`. It leaves a value of another type as it is: servers send
# null or a Unix time where their document has a date, and the rest of the response is still of use.
_SPECIAL = {
    p.DateProperty: ("datetime", "date", "as_date"),
    p.DateTimeProperty: ("datetime", "datetime", "as_datetime"),
    p.UuidProperty: ("uuid", "UUID", "as_uuid"),
}


def _alternatives(prop: Any) -> list[Any]:
    if type(prop) is p.UnionProperty:
        return list(prop.inner_properties)
    return [prop]


def _as_tuple(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else (value,)


def _function(argument: str, expression: str) -> str:
    """Return the source of a function of one argument: a name if it only calls that, else a lambda."""
    name = expression.removesuffix(f"({argument})")
    if re.fullmatch(r"[\w.]+", name) and name != argument:
        return name
    return f"lambda {argument}: {expression}"


class PropertyWriter:
    """Writes types and expressions, and adds the imports that they need.

    Attributes:
        enums: Names of the tables of enum members that the expressions use, each with the enum.
        originals: The names and constants that the parser's placeholders replace.
    """

    def __init__(self, imports: Imports, context: Context) -> None:
        self._imports = imports
        self._context = context
        self._models = context.models
        self._maps = context.maps
        self.originals = context.originals
        self.enums: dict[str, str] = {}

    def annotation(self, prop: Any, *, accepts_text: bool = False) -> str:
        """Return the type of a value; with ``accepts_text`` an enum may be given as plain text."""
        members = self._members(prop, accepts_text)
        if "None" in members:
            members.append(members.pop(members.index("None")))
        return " | ".join(dict.fromkeys(members))

    def declared(self, prop: Any, *, accepts_text: bool = False) -> str:
        """Return the type of an attribute or argument: with ``Unset`` if it may be left out."""
        annotation = self.annotation(prop, accepts_text=accepts_text)
        if prop.required or annotation == "Any":
            return annotation
        return f"{annotation} | {self._imports.http('types', 'Unset')}"

    def _members(self, prop: Any, accepts_text: bool) -> list[str]:
        if type(prop) is p.UnionProperty:
            return [member for inner in self._distinct(prop) for member in self._members(inner, accepts_text)]
        members = [self._single(prop)]
        if accepts_text and type(prop) is p.EnumProperty and prop.value_type is str:
            members.append("str")
        return members

    def _distinct(self, union: Any) -> list[Any]:
        """Return the members of a union without constants of a type that is a member itself."""
        plain = {_PLAIN.get(type(prop)) for prop in union.inner_properties}
        return [
            prop
            for prop in union.inner_properties
            if type(prop) is not p.ConstProperty or type(self.originals.constant_of(prop)).__name__ not in plain
        ]

    def _single(self, prop: Any) -> str:
        kind = type(prop)
        if kind in _PLAIN:
            if kind is p.AnyProperty:
                self._imports.names("typing", "Any")
            return _PLAIN[kind]
        if kind in _SPECIAL:
            module, name, _ = _SPECIAL[kind]
            self._imports.names(module, name)
            return name
        if kind is p.ConstProperty:
            self._imports.names("typing", "Literal")
            return f"Literal[{literal(self.originals.constant_of(prop))}]"
        if kind is p.FileProperty:
            return self._imports.http("types", "File")
        if kind is p.ListProperty:
            return f"list[{self.annotation(prop.inner_property)}]"
        if self._is_dict(prop):
            return f"dict[str, {self._values(prop)}]"
        return self.named(prop)

    def named(self, prop: Any, *, now: bool = False) -> str:
        """Add the import of a model or enum, and return its local name."""
        return self._imports.model(str(prop.class_info.name), str(prop.class_info.module_name), now=now)

    def is_model(self, prop: Any) -> bool:
        """Whether a value is an object of a class of its own."""
        return type(prop) is p.ModelProperty and not self._is_dict(prop)

    def _is_dict(self, prop: Any) -> bool:
        """Whether an object has no class of its own."""
        return type(prop) is p.ModelProperty and str(prop.class_info.name) in self._maps

    def _values(self, prop: Any) -> str:
        extra = self._extra(prop)
        if extra is not None:
            return self.annotation(extra)
        self._imports.names("typing", "Any")
        return "Any"

    def decoded(self, prop: Any, source: str) -> str:
        """Return the expression that decodes ``source``; it leaves a value of another type unchanged."""
        return self._decoded(_alternatives(prop), source)

    def _decoded(self, members: list[Any], source: str) -> str:
        objects = [member for member in members if self.is_model(member)]
        # Where any text is valid, a text that is a date or a member of an enum stays one: nothing says that it is more.
        text = any(type(member) in (p.StringProperty, p.AnyProperty) for member in members)
        expression = self._objects(objects, source)
        lists = [member.inner_property for member in members if type(member) is p.ListProperty]
        if lists:
            expression = self._list([item for inner in lists for item in _alternatives(inner)], expression)
        for member in members:
            if self._is_dict(member):
                expression = self._dict(member, expression)
            elif type(member) is p.EnumProperty and not text:
                expression = f"{self.named(member, now=True)}.of({expression})"
            elif type(member) in _SPECIAL and not text:
                helper = _SPECIAL[type(member)][2]
                self._imports.http("converters", helper)
                expression = f"{helper}({expression})"
        return expression

    def decoder(self, prop: Any) -> str | None:
        """Return the source of a function that decodes a value, or None if the value is kept as it is."""
        if type(prop) is p.EnumProperty:
            return f"{self.named(prop, now=True)}.of"
        expression = self.decoded(prop, "value")
        if expression == "value":
            return None
        return _function("value", expression)

    def fast(self, prop: Any, source: str) -> str:
        """Return the expression for a value that has the type of the document; for another it may raise TypeError."""
        members = _alternatives(prop)
        enums = [member for member in members if type(member) is p.EnumProperty]
        if len(enums) == 1 and all(type(member) in (p.EnumProperty, p.NoneProperty) for member in members):
            self._imports.http("enums", "Members")
            name = self.named(enums[0], now=True)
            self.enums[f"_{name}"] = name
            return f"_{name}[{source}]"
        expression = self.decoded(prop, "value")
        if expression != "value" and any(type(member) is p.NoneProperty for member in members):
            return f"None if (value := {source}) is None else {expression}"
        return self.decoded(prop, source)

    def _list(self, items: list[Any], source: str) -> str:
        """Return the expression that decodes a list; its items have one of these types."""
        inner = self._decoded(items, "item")
        if inner == "item":
            return source
        self._imports.http("converters", "as_list")
        return f"as_list({_function('item', inner)}, {source})"

    def _extra(self, prop: Any) -> Any:
        """Return the type of the values of an object without a class; a copy in a union does not have it."""
        return self._maps[str(prop.class_info.name)].additional_properties

    def _dict(self, prop: Any, source: str) -> str:
        extra = self._extra(prop)
        if extra is None:
            return source
        inner = self.decoded(extra, "item")
        if inner == "item":
            return source
        self._imports.http("converters", "as_dict")
        return f"as_dict({_function('item', inner)}, {source})"

    def _objects(self, members: list[Any], source: str) -> str:
        if not members:
            return source
        names = [self.named(member, now=True) for member in members]
        if len(members) == 1:
            self._imports.http("models", "as_model")
            return f"as_model({names[0]}, {source})"
        # openapi-python-client keeps the first member that does not raise, whatever its constants say:
        # https://github.com/openapi-generators/openapi-python-client/issues/219
        self._imports.http("models", "as_union")
        models = [self._models[str(member.class_info.name)] for member in members]
        listed = [self._listed(model) for model in models]
        written = [
            f"({name}, {self._told_apart(listed, index)}, frozenset({literal(self._required(model))}))"
            for index, (name, model) in enumerate(zip(names, models, strict=True))
        ]
        return f"as_union({source}, {', '.join(written)})"

    def _required(self, model: p.ModelProperty) -> tuple[str, ...]:
        return tuple(sorted(response_keys(self._context.schema(str(model.class_info.name)))))

    def _listed(self, model: p.ModelProperty) -> dict[str, Any]:
        """Return, for the keys of a model that have a constant or a closed enum, the value or a tuple of the values."""
        # The parser copies a model into a union before it reads the properties; this is the one that it completed.
        listed: dict[str, Any] = {}
        for prop in (*(model.required_properties or ()), *(model.optional_properties or ())):
            wire = self.originals.name_of(prop).wire
            kinds = {type(inner): inner for inner in _alternatives(prop)}
            if type(prop) is p.ConstProperty:
                listed[wire] = self.originals.constant_of(prop)
            elif p.EnumProperty in kinds and kinds.keys() <= {p.EnumProperty, p.NoneProperty}:
                schema = self._context.schema(str(kinds[p.EnumProperty].class_info.name))
                if not schema.get("x-open"):
                    listed[wire] = (*schema["enum"], *([None] * (p.NoneProperty in kinds)))
        return listed

    @staticmethod
    def _told_apart(listed: list[dict[str, Any]], index: int) -> str:
        """Return the source of what tells one member from the others: constants, and enums that share no value."""
        others = [item for number, item in enumerate(listed) if number != index]
        chosen: dict[str, Any] = {}
        for key, values in listed[index].items():
            if not isinstance(values, tuple):
                chosen[key] = values
                continue
            elsewhere = [_as_tuple(other[key]) for other in others if key in other]
            if elsewhere and not any(value in one for one in elsewhere for value in values):
                chosen[key] = values
        return literal(chosen)
