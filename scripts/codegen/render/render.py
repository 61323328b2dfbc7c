"""Render one normalised document to files, not yet formatted."""

from __future__ import annotations

from pathlib import Path

from attrs import frozen
from openapi_python_client.config import Config
from openapi_python_client.parser.errors import GeneratorError

from scripts.codegen.forms.normalise import Normal
from scripts.codegen.forms.placeholders import replace_texts
from scripts.codegen.proof.expected import ExpectedPackage, expected_package
from scripts.codegen.render.project import ViewProject, described, parse
from scripts.oas.operations import path_operations
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
        warnings: One line for each part of the document that may not be generated as its author expects.
    """

    provider: str
    operations: int
    models: int
    enums: int
    plain: int
    aliases: int
    warnings: tuple[str, ...] = ()


@frozen(kw_only=True)
class Rendered:
    """The summary of a package, and the contents that its code is compared with."""

    summary: Summary
    expected: ExpectedPackage


def render(
    normal: Normal,
    *,
    config: Config,
    header: str,
    doc: str,
    templates: Path | None = None,
    provider: str = "",
    description: str = "",
) -> Rendered:
    """Write the package of a normalised document into ``config.output_path``.

    Raises:
        Unsupported: A part of the document cannot be generated, or would have been lost.
    """
    expected = expected_package(normal.document, normal.modules)
    document, originals = replace_texts(normal.document)
    data = parse(document, config)
    if isinstance(data, GeneratorError):
        raise Unsupported("", "; ".join(described([data])), _REPORT)
    maps = [model for model in data.models if str(model.class_info.name) in originals.maps]
    data.models = [model for model in data.models if str(model.class_info.name) not in originals.maps]
    project = ViewProject(
        openapi=data,
        config=config,
        normal=normal,
        originals=originals,
        maps=maps,
        header=header,
        package_doc=doc,
        custom_template_path=templates,
        description=description,
    )
    warnings = described(project.build())
    if warnings:
        raise Unsupported("", "; ".join(warnings), _REPORT)
    return Rendered(
        expected=expected,
        summary=Summary(
            provider=provider,
            operations=sum(1 for _ in path_operations(normal.document)),
            models=len(data.models),
            enums=len(data.enums),
            plain=len(expected.plain),
            aliases=len(normal.classes) - len(set(normal.classes.values())),
            warnings=tuple(normal.warnings),
        ),
    )
