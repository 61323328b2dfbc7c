"""From a published document to one that the parser handles without loss: a plain function, document in, document out.

The parser is never patched; what it gets wrong is made right here, before it looks.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from copy import deepcopy
from typing import Any

from attrs import frozen

from scripts.codegen.forms.budget import Budget
from scripts.codegen.forms.definitions import lift_definitions
from scripts.codegen.forms.lift import lift, lift_events, name_nullable
from scripts.codegen.forms.loss import check_nothing_lost
from scripts.codegen.forms.merge import merge_all
from scripts.codegen.forms.operation_form import (
    check_paths,
    name_operations,
    write_out_answers,
    write_out_bodies,
    write_out_parameters,
)
from scripts.codegen.forms.schema_form import (
    constants_and_enums,
    modernise,
    move_beside_reference,
    name_components,
    name_enum_members,
    strip_extensions,
)
from scripts.codegen.forms.security import Access, access_of, settle_security
from scripts.codegen.forms.type_bounds import check_types
from scripts.codegen.proof.import_depth import check_imports
from scripts.oas.operations import path_operations
from scripts.oas.schemas import Json, each
from scripts.oas.structure import check_structure, without_unknown


@frozen(kw_only=True)
class Normal:
    """A document in the one form that the templates are written for.

    Attributes:
        document: The document: 3.1, without inheritance, references only to named classes and types.
        classes: Name of the class or type of each component of the document as it was published.
        access: Where its server is and how it authenticates.
    """

    document: Json
    classes: Mapping[str, str]
    access: Access


def normalise(document: Json, *, allowed: Collection[str] = (), usual: Mapping[str, list[str]] | None = None) -> Normal:
    """Return a document of the same meaning in the one form that the templates are written for.

    Args:
        document: An OpenAPI document, 3.0 or 3.1; left as it is.
        allowed: JSON pointers of keys that may be unknown; they are left out.
        usual: For a component schema, the keys that an answer usually has: they are decoded faster.

    Raises:
        Unsupported: A part cannot be generated without loss.
    """
    check_structure(document, allowed)
    doc: Json = deepcopy(without_unknown(document, allowed))
    budget = Budget()
    published = list(doc.get("components", {}).get("schemas", {}))
    _bare_components(doc)
    check_paths(doc)
    lift_events(doc)
    write_out_parameters(doc, budget)
    write_out_bodies(doc, budget)
    write_out_answers(doc, budget)
    name_operations(doc)
    access = access_of(doc)
    settle_security(doc)
    _only_schemas(doc)
    lift_definitions(doc)
    each(doc, strip_extensions)
    classes = name_components(doc, usual or {})
    each(doc, modernise)
    each(doc, constants_and_enums)
    merge_all(doc, budget)
    nullable = name_nullable(doc)
    lift(doc)
    each(doc, move_beside_reference)
    name_enum_members(doc)
    check_types(doc)
    check_imports(doc)
    check_nothing_lost(document, doc, {key: nullable.get(name, name) for key, name in classes.items()})
    return Normal(document=doc, classes={key: classes[key] for key in published}, access=access)


def _bare_components(doc: Json) -> None:
    """A component that is `true` admits anything, as one that is empty does."""
    schemas: dict[str, Any] = doc.setdefault("components", {}).setdefault("schemas", {})
    for name, schema in schemas.items():
        if isinstance(schema, bool):
            schemas[name] = {}


def _only_schemas(doc: Json) -> None:
    """Drop the components that have been written out where they are used, and the keys that say nothing to code."""
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
