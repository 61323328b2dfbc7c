"""The settings of a package that change its names and contents."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field, frozen

from scripts.codegen.forms.definitions import pointer_to
from scripts.codegen.names import class_name, module_name, slug
from scripts.oas.problems import Unsupported
from scripts.oas.references import component_name
from scripts.oas.schemas import Json, Path, each


@frozen(kw_only=True)
class ClassOverride:
    """Another name of a class, or of its module; an empty text leaves it as it is."""

    class_name: str = ""
    module_name: str = ""


@frozen(kw_only=True)
class Settings:
    """The settings of one package.

    Attributes:
        field_prefix: Start of attributes and arguments whose name in the document does not start with a letter.
        all_tags: Whether an operation has a module in the folder of each of its tags, or only of the first.
        attribute_docs: Whether each attribute has a docstring below it, or the class has one for all.
        treated_as: Media type, as the document has it -> the media type that its body is encoded and decoded as.
        overrides: Name of a class -> its other names.
    """

    field_prefix: str = "value_"
    all_tags: bool = False
    attribute_docs: bool = False
    treated_as: Mapping[str, str] = field(factory=dict[str, str])
    overrides: Mapping[str, ClassOverride] = field(factory=dict[str, ClassOverride])


def override_classes(doc: Json, overrides: Mapping[str, ClassOverride]) -> tuple[dict[str, str], dict[str, str]]:
    """Rename classes and modules of a normalised document, in place.

    Args:
        doc: The document; its components are the classes.
        overrides: Name of a class -> its other names; a class that the document does not have is ignored.

    Returns:
        Name of a class -> its new name, for those that were renamed; and the modules that differ from their class, by
        the new name.

    Raises:
        Unsupported: Two classes would have one name, or one module.
    """
    schemas: Json = doc["components"]["schemas"]
    renamed: dict[str, str] = {}
    modules: dict[str, str] = {}
    for name, override in overrides.items():
        if name not in schemas:
            continue
        new = renamed[name] = class_name(override.class_name or name)
        if override.module_name:
            modules[new] = slug(override.module_name, "module")
    used: dict[str, str] = {}
    for name in schemas:
        new = renamed.get(name, name)
        other = used.setdefault(modules.get(new, module_name(new)), name)
        if other != name:
            what = f"the class overrides put it into the module of {other}"
            raise Unsupported(("components", "schemas", name), what, "choose another name")
    doc["components"]["schemas"] = {renamed.get(name, name): schema for name, schema in schemas.items()}

    def follow(schema: Json, _: Path) -> None:
        if "$ref" in schema:
            name = component_name(schema["$ref"])
            schema["$ref"] = pointer_to(renamed.get(name, name))

    if renamed:
        each(doc, follow)
    return renamed, modules
