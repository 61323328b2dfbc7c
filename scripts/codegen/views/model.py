"""The strings that the templates of models and enums print; each has passed an escaper."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import frozen

from scripts.codegen.escape import docstring, literal, prose, sentence
from scripts.codegen.forms.direction import response_keys
from scripts.codegen.forms.placeholders import Originals
from scripts.codegen.names import slug
from scripts.codegen.views import parser_types as p
from scripts.codegen.views.context import Context
from scripts.codegen.views.imports import Imports
from scripts.codegen.views.limits import limits_of
from scripts.codegen.views.properties import PropertyWriter
from scripts.oas.schemas import Json

EXPECTED_KEYS = "x-expected-keys"
"""Lists, in a schema, the keys that nearly each response has: `src[key]` is faster than `src.get(key, UNSET)`."""


@frozen(kw_only=True)
class FieldView:
    """One attribute of a model.

    Attributes:
        name: Python name.
        type: Annotation.
        default: What follows the annotation, with its ``=``, or nothing.
        is_expected: Whether nearly each response has the key.
        decoded: Expression for the value in ``src``, if that has the type that the document lists.
        doc: Its docstring, if it is not described in that of the class.
    """

    name: str
    type: str
    default: str
    is_expected: bool
    decoded: str
    doc: str


@frozen(kw_only=True)
class ModelView:
    """One model class.

    Attributes:
        name: Name of the class.
        doc: Its docstring.
        fields: Its attributes.
        extra_type: Type of the values whose keys the document does not list.
        base: `Model` of that type.
        tables: Source of the class attributes that differ from those of `Model`, by name.
        from_dict: Whether the class has a ``from_dict`` of its own, without a loop: a response may hold one.
        enums: Names of its tables of enum members, each with the enum.
        imports: Import statements.
        typing_only: Import statements for annotations only.
        late: Import statements that follow the class: models that refer to one another.
    """

    name: str
    doc: str
    fields: list[FieldView]
    extra_type: str
    base: str
    tables: dict[str, str]
    from_dict: bool
    enums: dict[str, str]
    imports: str
    typing_only: str
    late: str

    @property
    def expected_count(self) -> int:
        """The number of keys that nearly each response has."""
        return sum(item.is_expected for item in self.fields)

    @property
    def optional(self) -> list[FieldView]:
        """The attributes whose keys many responses lack."""
        return [item for item in self.fields if not item.is_expected]

    @property
    def optional_targets(self) -> str:
        """Those attributes, as the targets of one assignment."""
        return " = ".join(f"self.{item.name}" for item in self.optional)


@frozen(kw_only=True)
class EnumView:
    """One enum class; members are pairs of name and literal."""

    name: str
    doc: str
    members: list[tuple[str, str]]


def model_view(model: p.ModelProperty, context: Context) -> ModelView:
    """Return what the template of a model needs."""
    name = str(model.class_info.name)
    schema = context.schema(name)
    imports = Imports(".", own=name)
    base = imports.http("models", "Model")
    imports.names("attrs", "define", "field")
    writer = PropertyWriter(imports, context)
    props = _in_order(model, schema, context.originals)
    extra = model.additional_properties
    # A loop over the attributes takes six times as long; that matters for what is polled, not for what is sent.
    from_dict = name in context.received and bool(props)
    extra_type = "Any"
    if extra is not None:
        extra_type = writer.annotation(extra)
    # In quotes, since a base is evaluated before the late imports.
    item_type = extra_type if extra_type == "Any" else literal(extra_type)
    expected = {*response_keys(schema), *schema.get(EXPECTED_KEYS, ())}
    texts = _attribute_texts(schema, props, context.originals)
    docs: Mapping[str, str] = {}
    if context.settings.attribute_docs:
        docs = {attribute: docstring(text, {}) for attribute, text in texts.items()}
    fields = [_field(prop, writer, expected, docs, from_dict) for prop in props]
    if from_dict or extra is None:
        imports.names("typing", "Any")
    if from_dict:
        imports.names("typing", "Self")
        imports.names("collections.abc", "Mapping")
        imports.http("models", "new")
    if any("UNSET" in item.default + item.decoded for item in fields):
        imports.http("types", "UNSET")
    tables = _tables(props, extra, schema, writer, context, sent=name in context.sent)
    if tables:
        imports.names("typing", "ClassVar")
    if "LIMITS" in tables:
        imports.http("limits", "Limit")
    if imports.typing_only():
        imports.names("typing", "TYPE_CHECKING")
    running = imports.running_names()
    late = {other for other in running if context.in_cycle(other, name)}
    return ModelView(
        name=name,
        doc=_model_doc(name, schema, [] if docs else [f"{attribute}: {text}" for attribute, text in texts.items()]),
        fields=fields,
        extra_type=extra_type,
        base=f"{base}[{item_type}]",
        tables=tables,
        from_dict=from_dict,
        enums=writer.enums,
        imports="\n\n".join(filter(None, (imports.top(), imports.running(running - late)))),
        typing_only=imports.typing_only(),
        late=imports.running(late),
    )


def _tables(
    props: list[Any], extra: Any, schema: Json, writer: PropertyWriter, context: Context, *, sent: bool
) -> dict[str, str]:
    """Return the source of the class attributes that differ from those of `Model`, by name."""
    names = [context.originals.name_of(prop) for prop in props]
    wire_names = {item.python: literal(item.wire) for item in names if item.python != item.wire}
    converters = {item.python: writer.decoder(prop) for item, prop in zip(names, props, strict=True)}
    if extra is not None:
        converters["additional_properties"] = writer.decoder(extra)
    tables: dict[str, Mapping[str, str | None]] = {"WIRE_NAMES": wire_names, "CONVERTERS": converters}
    if sent:  # what a server sends is decoded whether it keeps the limits or not
        tables["LIMITS"] = limits_of(schema, context)
    sources = {name: _table(items) for name, items in tables.items()}
    return {name: source for name, source in sources.items() if source}


def _table(items: Mapping[str, str | None]) -> str:
    return ", ".join(f"{literal(key)}: {source}" for key, source in items.items() if source is not None)


def _in_order(model: p.ModelProperty, schema: Json, originals: Originals) -> list[Any]:
    """Return the properties as the document lists them: the parser keeps required and optional ones apart."""
    props = [*(model.required_properties or ()), *(model.optional_properties or ())]
    order = {key: index for index, key in enumerate(schema.get("properties", {}))}
    return sorted(props, key=lambda prop: order[originals.name_of(prop).wire])


def _field(
    prop: Any, writer: PropertyWriter, expected: set[str], docs: Mapping[str, str], from_dict: bool
) -> FieldView:
    originals = writer.originals
    key = originals.name_of(prop).wire
    wire = literal(key)
    default = decoded = ""
    if not prop.required:
        default = " = UNSET"
    elif type(prop) is p.ConstProperty:
        default = f" = {literal(originals.constant_of(prop))}"
    source = f"src.get({wire}, UNSET)"
    if key in expected:
        source = f"src[{wire}]"
    if from_dict:
        decoded = writer.fast(prop, source)
    return FieldView(
        name=originals.name_of(prop).python,
        type=writer.declared(prop),
        default=default,
        is_expected=key in expected,
        decoded=decoded,
        doc=docs.get(originals.name_of(prop).python, ""),
    )


def _attribute_texts(schema: Json, props: list[Any], originals: Originals) -> dict[str, str]:
    """Return the description of each attribute that has one."""
    descriptions: dict[str, str] = {}
    for prop in props:
        attribute = originals.name_of(prop)
        texts = [property_text(schema["properties"][attribute.wire])]
        if slug(attribute.wire).rstrip("_") != attribute.python.rstrip("_"):  # two keys would have had the same name
            texts.append(f"On the wire: ``{prose(attribute.wire)}``.")
        if any(texts):
            descriptions[attribute.python] = " ".join(filter(None, texts))
    return descriptions


def _model_doc(name: str, schema: Json, items: list[str]) -> str:
    summary = sentence(schema.get("description", "")) or f"The schema {name}."
    return docstring(summary, {"Attributes": items}, short=f"The schema {name}.")


def property_text(schema: Json) -> str:
    """Return one sentence or two on a property or parameter: what it is, its limits, its default."""
    parts = [sentence(_described(schema))]
    parts.append(_span(schema.get("minLength"), schema.get("maxLength"), " characters"))
    parts.append(_span(schema.get("minimum"), schema.get("maximum"), ""))
    if schema.get("type") == "number" and "enum" in schema:
        parts.append(f"One of {', '.join(map(literal, schema['enum']))}.")
    parts.append(_default_text(schema))
    if schema.get("readOnly") is True:
        parts.append("Only in responses.")
    if schema.get("writeOnly") is True:
        parts.append("Only in requests.")
    if schema.get("deprecated") is True:
        parts.append("Deprecated.")
    return " ".join(filter(None, parts))


def _default_text(schema: Json) -> str:
    """Name the default that the server applies: that of the schema, or the first one inside its ``anyOf``."""
    members = [member for key in ("anyOf", "oneOf") for member in schema.get(key, ())]
    defaults = [item["default"] for item in (schema, *members) if "default" in item and "const" not in item]
    if not defaults:
        return ""
    return f"The server's default is {sentence(literal(defaults[0]))}"


def _described(schema: Json) -> str:
    """Return the description of a schema, or the first one inside its ``anyOf`` and the like."""
    if schema.get("description"):
        return str(schema["description"])
    for key in ("anyOf", "oneOf", "allOf"):
        for member in schema.get(key, ()):
            if member.get("description"):
                return str(member["description"])
    return ""


def _span(low: Any, high: Any, unit: str) -> str:
    if low is None and high is None:
        return ""
    if low is None:
        return f"At most {high:,}{unit}."
    if high is None:
        return f"At least {low:,}{unit}."
    return f"{low:,} to {high:,}{unit}."


def enum_view(enum: p.EnumProperty, context: Context) -> EnumView:
    """Return what the template of an enum needs; members keep the document's order, which the parser does not."""
    name = str(enum.class_info.name)
    schema = context.schema(name)
    pairs = zip(schema["x-enum-varnames"], schema["enum"], strict=True)
    summary = sentence(schema.get("description", "")) or f"Values that the document lists for {name}."
    default = _default_text(schema)
    if default:
        summary = f"{summary} {default}"
    return EnumView(
        name=name,
        doc=docstring(f"{summary} Other values are kept, with ``is_known`` False.", {}, short=f"The values of {name}."),
        members=[(member, literal(value)) for member, value in pairs],
    )
