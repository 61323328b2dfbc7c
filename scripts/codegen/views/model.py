"""What the templates of models and enums get to see: vetted strings, nothing of the document itself."""

from __future__ import annotations

from typing import Any

from attrs import evolve, frozen

from scripts.codegen.forms.context import Context
from scripts.codegen.render.opaque import Names
from scripts.codegen.views import parser_types as p
from scripts.codegen.views.escape import docstring, literal, prose, sentence
from scripts.codegen.views.imports import Imports
from scripts.codegen.views.limits import limits_of
from scripts.codegen.views.names import slug
from scripts.codegen.views.properties import Codec
from scripts.oas.schemas import Json

USUAL = "x-usual"
"""Keys that an answer usually has: a look-up of one that is there is faster than asking whether it is."""


@frozen(kw_only=True)
class FieldView:
    """One attribute of a model.

    Attributes:
        name: Python name.
        wire: Literal of the key on the wire.
        type: Annotation.
        default: What follows the annotation, with its ``=``, or nothing.
        fast: Expression for the value out of an object that is as promised.
        rare: Whether an answer usually lacks the key.
        decoder: Source of the function that decodes any value, or ``None``.
        encoded: Expression for the value as JSON knows it.
    """

    name: str
    wire: str
    type: str
    default: str
    fast: str
    rare: bool
    decoder: str
    encoded: str


@frozen(kw_only=True)
class ModelView:
    """One model class."""

    name: str
    doc: str
    fields: list[FieldView]
    limits: str
    usual: list[FieldView]
    rare: list[FieldView]
    words: dict[str, str]
    imports: str
    typing_only: str
    late: str
    extra_type: str
    extra_decoded: str


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
    imports.standard("typing", "Any")
    imports.standard("typing", "Self")
    imports.standard("collections.abc", "Mapping")
    imports.runtime("converters", "extra_keys", "plain")
    if model.required_properties or model.optional_properties:
        imports.runtime("converters", "Field", "read_fields")
    imports.third_party("attrs", "define", "field")
    imports.runtime("unset", "UNSET")
    codec = Codec(imports, context)
    usual = {*schema.get("required", ()), *schema.get(USUAL, ())}
    fields = [_field(prop, codec, usual, context.names) for prop in _in_order(model, schema, context.names)]
    limits = limits_of(schema, context) if name in context.sent else {}
    if limits:
        imports.runtime("limits", "Limit")
        imports.standard("typing", "ClassVar")
    extra = model.additional_properties
    late = {other for other in imports.running_names() if context.in_circle(other, name)}
    view = ModelView(
        name=name,
        doc=_model_doc(name, schema, model, context.names),
        fields=fields,
        limits=", ".join(f"{literal(key)}: {text}" for key, text in limits.items()),
        extra_type=codec.annotation(extra) if extra is not None else "Any",
        extra_decoded=codec.decoded(extra, "value") if extra is not None else "value",
        usual=[item for item in fields if not item.rare],
        rare=[item for item in fields if item.rare],
        words=codec.words,
        imports="",
        typing_only="",
        late="",
    )
    return _with_imports(view, imports, late)


def _with_imports(view: ModelView, imports: Imports, late: set[str]) -> ModelView:
    if imports.typing_only():
        imports.standard("typing", "TYPE_CHECKING")
    return evolve(
        view,
        imports="\n\n".join(filter(None, (imports.top(), imports.running(imports.running_names() - late)))),
        typing_only=imports.typing_only(),
        late=imports.running(late),
    )


def _in_order(model: p.ModelProperty, schema: Json, names: Names) -> list[Any]:
    """Return the properties as the document lists them."""
    found = [*(model.required_properties or ()), *(model.optional_properties or ())]
    order = {key: index for index, key in enumerate(schema.get("properties", {}))}
    return sorted(found, key=lambda prop: order[names.of(prop).wire])


def _field(prop: Any, codec: Codec, usual: set[str], names: Names) -> FieldView:
    key, name = names.of(prop).wire, names.of(prop).python
    wire = literal(key)
    if type(prop) is p.ConstProperty and prop.required:
        default = f" = {literal(names.constant(prop))}"
    else:
        default = "" if prop.required else " = UNSET"
    return FieldView(
        name=name,
        wire=wire,
        type=codec.declared(prop),
        default=default,
        fast=codec.fast(prop, f"src[{wire}]" if key in usual else f"src.get({wire}, UNSET)"),
        rare=key not in usual,
        decoder=codec.decoder(prop),
        encoded=codec.encoded(prop, f"self.{name}"),
    )


def _model_doc(name: str, schema: Json, model: p.ModelProperty, names: Names) -> str:
    items = []
    for prop in _in_order(model, schema, names):
        known = names.of(prop)
        text = property_text(schema["properties"][known.wire]) or "As sent."
        if slug(known.wire).rstrip("_") != known.python.rstrip("_"):  # renamed so that two keys do not fall together
            text = f"{text} On the wire: ``{prose(known.wire)}``."
        items.append(f"{known.python}: {text}")
    summary = sentence(schema.get("description", "")) or f"What the document calls {name}."
    return docstring(summary, {"Attributes": items})


def property_text(schema: Json) -> str:
    """Return one sentence or two on a property or parameter: what it is, its limits, its default."""
    parts = [sentence(_described(schema))]
    low, high = schema.get("minLength"), schema.get("maxLength")
    if low is not None or high is not None:
        parts.append(_span(low, high, "characters"))
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is not None or high is not None:
        parts.append(_span(low, high, ""))
    if schema.get("type") == "number" and "enum" in schema:
        parts.append(f"One of {', '.join(map(literal, schema['enum']))}.")
    if "default" in schema and "const" not in schema:
        parts.append(f"The server's default is {sentence(literal(schema['default']))}")
    if schema.get("deprecated") is True:
        parts.append("Deprecated.")
    return " ".join(filter(None, parts))


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
    label = f" {unit}" if unit else ""
    if low is None:
        return f"At most {high:,}{label}."
    if high is None:
        return f"At least {low:,}{label}."
    return f"{low:,} to {high:,}{label}."


def enum_view(enum: p.EnumProperty, context: Context) -> EnumView:
    """Return what the template of an enum needs; members keep the document's order."""
    name = str(enum.class_info.name)
    schema = context.schema(name)
    pairs = list(zip(schema["x-enum-varnames"], schema["enum"], strict=True))
    summary = sentence(schema.get("description", "")) or f"Values that the document lists for {name}."
    return EnumView(
        name=name,
        doc=docstring(f"{summary} Other values are kept, with ``is_known`` False.", {}),
        members=[(member, literal(value)) for member, value in pairs],
    )
