"""Render one normalised document to files, not yet formatted."""

from __future__ import annotations

from pathlib import Path

from attrs import frozen
from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser.errors import GeneratorError

from scripts.codegen.forms.normalise import Normal
from scripts.codegen.proof.plan import Plan, PlannedEnum, PlannedModel, plan_of
from scripts.codegen.render.opaque import opaque
from scripts.codegen.render.project import VProject, described, parse
from scripts.oas.problems import Unsupported

_REPORT = "report this with the document"


@frozen(kw_only=True)
class Summary:
    """What was generated from one document.

    Attributes:
        provider: Name of the folder; empty for a document by itself.
        operations: How many operations; as many as the document has.
        models: How many model classes.
        enums: How many enum classes.
        plain: How many component schemas are types without a class: lists, unions, texts, numbers.
        aliases: How many component schemas are only another name of one of these.
    """

    provider: str
    operations: int
    models: int
    enums: int
    plain: int
    aliases: int


@frozen(kw_only=True)
class Rendered:
    """The summary of a package, and the plan that its code is compared with."""

    summary: Summary
    plan: Plan


def configuration(out: Path, document: Path | str = "openapi.yaml") -> Config:
    """Return the generator's configuration: no metadata, no hooks of its own."""
    return Config.from_sources(ConfigFile(post_hooks=[]), MetaType.NONE, Path(document), "utf-8", True, out)


def render(normal: Normal, *, config: Config, header: str, doc: str, templates: Path | None = None) -> Rendered:
    """Write the package of a normalised document into ``config.output_path``.

    Raises:
        Unsupported: A part of the document cannot be generated, or would have been lost.
    """
    plan = plan_of(normal.document)
    shape, names = opaque(normal.document)
    data = parse(shape, config)
    if isinstance(data, GeneratorError):
        raise Unsupported("", "; ".join(described([data])), _REPORT)
    maps = [model for model in data.models if str(model.class_info.name) in names.maps]
    data.models = [model for model in data.models if str(model.class_info.name) not in names.maps]
    project = VProject(
        openapi=data,
        config=config,
        normal=normal,
        names=names,
        maps=maps,
        header=header,
        package_doc=doc,
        custom_template_path=templates,
    )
    warnings = described(project.build())
    if warnings:
        raise Unsupported("", "; ".join(warnings), _REPORT)
    rendered = sum(len(collection.endpoints) for collection in data.endpoint_collections_by_tag.values())
    planned = len(plan.modules) - plan.count(PlannedModel) - plan.count(PlannedEnum)
    if (rendered, len(data.models), len(data.enums)) != (planned, plan.count(PlannedModel), plan.count(PlannedEnum)):
        what = f"{planned} operations, {plan.count(PlannedModel)} models and {plan.count(PlannedEnum)} enums went in, "
        raise Unsupported("", f"{what}{rendered}, {len(data.models)} and {len(data.enums)} came out", _REPORT)
    own = set(normal.classes.values())
    return Rendered(
        plan=plan,
        summary=Summary(
            provider="",
            operations=rendered,
            models=len(data.models),
            enums=len(data.enums),
            plain=len(plan.plain),
            aliases=len(normal.classes) - len(own),
        ),
    )
