"""Normalise a document, so that openapi-python-client's parser reads it without loss: document in, document out.

The parser is never patched: what it gets wrong is rewritten here, before it parses.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from copy import deepcopy
from typing import Any

from attrs import frozen

from scripts.codegen.forms.budget import Budget
from scripts.codegen.forms.defaults import check_defaults
from scripts.codegen.forms.definitions import lift_definitions, lift_outside
from scripts.codegen.forms.direction import bind_required
from scripts.codegen.forms.discriminators import discriminator_values, set_constants
from scripts.codegen.forms.lift import lift, lift_events, name_nullable
from scripts.codegen.forms.loss import check_nothing_lost
from scripts.codegen.forms.merge import merge_all
from scripts.codegen.forms.model_imports import check_imports
from scripts.codegen.forms.operation_form import (
    expand_bodies,
    expand_parameters,
    expand_responses,
    free_headers,
    name_operations,
)
from scripts.codegen.forms.path_templates import check_paths
from scripts.codegen.forms.python_names import name_attributes
from scripts.codegen.forms.schema_form import (
    constants_and_enums,
    modernise,
    move_beside_reference,
    name_components,
    name_enum_members,
    strip_extensions,
)
from scripts.codegen.forms.security import Access, access_of, settle_security
from scripts.codegen.forms.settings import Settings, override_classes
from scripts.codegen.forms.type_bounds import check_types, is_class
from scripts.codegen.names import class_name
from scripts.oas.operations import path_operations
from scripts.oas.pointers import format_pointer
from scripts.oas.schemas import Json, each
from scripts.oas.structure import check_structure, without_unknown

_DEFAULTS = Settings()


@frozen(kw_only=True)
class Normal:
    """A document in the one form that the templates render.

    Attributes:
        document: The document: 3.1, without inheritance, references only to named classes and types.
        classes: Component of the published document -> name of its class or type.
        access: Address of the server, and how to authenticate.
        settings: The settings of the package.
        modules: The module of each class that is not in the module of its name.
        aliases: Further name -> class, for each component that is only a reference.
        warnings: One line for each part of the document that is left out, and each setting that changed nothing.
    """

    document: Json
    classes: Mapping[str, str]
    access: Access
    settings: Settings
    modules: Mapping[str, str]
    aliases: Mapping[str, str]
    warnings: Sequence[str]


def normalise(
    document: Json,
    *,
    allowed: Collection[str] = (),
    expected_keys: Mapping[str, list[str]] | None = None,
    settings: Settings = _DEFAULTS,
    sent_headers: Mapping[str, Collection[str]] | None = None,
) -> Normal:
    """Return a document with the same meaning in the one form that the templates render.

    Args:
        document: An OpenAPI document, 3.0 or 3.1; it is not changed.
        allowed: JSON pointers of keys that may be unknown; no code is generated for them.
        expected_keys: Component schema -> the keys that nearly each response has: they are decoded faster.
        settings: The settings of the package.
        sent_headers: operationId -> headers, lower case, that are sent without an argument: none of them is required.

    Raises:
        Unsupported: A part cannot be generated without loss.
    """
    warnings = check_structure(document, allowed)
    doc: Json = deepcopy(without_unknown(document, allowed))
    budget = Budget()
    published = list(doc.get("components", {}).get("schemas", {}))
    access = _normalise_operations(doc, settings, sent_headers or {}, budget, warnings)
    classes, nullable = _normalise_schemas(doc, expected_keys or {}, budget, warnings)
    check_types(doc)
    check_imports(doc)
    check_nothing_lost(document, doc, {key: nullable.get(name, name) for key, name in classes.items()})
    aliases = _aliases(doc, {key: classes[key] for key in published}, warnings)
    renamed, modules = override_classes(doc, settings.overrides)
    name_attributes(doc, settings.field_prefix)
    unused = [f"class_overrides: no class is called {name}" for name in settings.overrides if name not in renamed]
    return Normal(
        document=doc,
        classes={key: renamed.get(classes[key], classes[key]) for key in published},
        access=access,
        settings=settings,
        modules=modules,
        aliases={name: renamed.get(target, target) for name, target in aliases.items()},
        warnings=[*dict.fromkeys(warnings), *unused],
    )


def _normalise_operations(
    doc: Json, settings: Settings, sent_headers: Mapping[str, Collection[str]], budget: Budget, warnings: list[str]
) -> Access:
    """Bring the operations into one form, and return how they are accessed; what remains refers to schemas only."""
    _boolean_components(doc)
    check_paths(doc)
    lift_events(doc)
    lift_outside(doc)
    expand_parameters(doc, budget, warnings)
    free_headers(doc, sent_headers)
    expand_bodies(doc, budget, settings.treated_as, warnings)
    expand_responses(doc, budget, settings.treated_as, warnings)
    name_operations(doc, all_tags=settings.all_tags)
    access = access_of(doc, warnings)
    settle_security(doc)
    _only_schemas(doc)
    return access


def _normalise_schemas(
    doc: Json, expected_keys: Mapping[str, list[str]], budget: Budget, warnings: list[str]
) -> tuple[dict[str, str], Mapping[str, str]]:
    """Bring the schemas into one form; return the class of each component, and the new names of nullable objects."""
    lift_definitions(doc)
    # From here on, each `x-` key of a schema is one that was added here.
    each(doc, strip_extensions)
    check_defaults(doc, warnings)
    values = discriminator_values(doc)
    classes = name_components(doc, expected_keys)
    each(doc, modernise)
    each(doc, constants_and_enums)
    merge_all(doc, budget)
    # Only a schema whose `allOf` is merged shows whether it is an object, and needs a name.
    nullable = name_nullable(doc)
    set_constants(doc, values, classes)
    lift(doc)
    each(doc, move_beside_reference)
    bind_required(doc)
    name_enum_members(doc)
    return classes, nullable


def _aliases(doc: Json, classes: Mapping[str, str], warnings: list[str]) -> dict[str, str]:
    """Return the names of components that are only references, each with the class that it stands for."""
    schemas: Json = doc["components"]["schemas"]
    if not schemas and not doc["paths"]:
        warnings.append("/paths: there are no operations and no schemas: the package is empty")
    aliases: dict[str, str] = {}
    for key, target in classes.items():
        name = class_name(key)
        if name == target or not is_class(schemas.get(target, {"anyOf": []})):
            continue
        if name in schemas:
            at = format_pointer(("components", "schemas", key))
            warnings.append(f"{at}: an object inside another is called {name}: import {target} instead")
        else:
            aliases[name] = target
    return aliases


def _boolean_components(doc: Json) -> None:
    """Replace the component ``true`` by the empty schema: both allow anything."""
    schemas: dict[str, Any] = doc.setdefault("components", {}).setdefault("schemas", {})
    for name, schema in schemas.items():
        if isinstance(schema, bool):
            schemas[name] = {}


def _only_schemas(doc: Json) -> None:
    """Drop the components that have been expanded where they are used, and the keys that code does not need."""
    doc["components"] = {"schemas": doc["components"]["schemas"]}
    for key in list(doc):
        if key not in ("openapi", "info", "paths", "components"):
            del doc[key]
    doc["openapi"] = "3.1.0"
    doc.setdefault("paths", {})
    for item in doc["paths"].values():
        for key in [key for key in item if key.startswith("x-")]:
            del item[key]
    for operation in path_operations(doc):
        for code in [code for code in operation.responses if str(code).startswith("x-")]:
            del operation.responses[code]
