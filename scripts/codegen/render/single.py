"""Generate one package from one document, as ``openapi_python_client.generate`` does."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from attrs import evolve
from jinja2 import TemplateError
from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser.errors import GeneratorError

from scripts.codegen.forms.normalise import normalise
from scripts.codegen.proof.compare_code import check_package
from scripts.codegen.render.output import check_replaceable, format_tree, scratch_beside, swap_in
from scripts.codegen.render.project import require_pinned
from scripts.codegen.render.render import Summary, render
from scripts.oas.document import Document
from scripts.oas.load import SpecError, load
from scripts.oas.problems import Unsupported, printable
from scripts.oas.schemas import Json

_UNSUPPORTED_SETTINGS = ("class_overrides", "content_type_overrides", "literal_enums", "generate_all_tags")


def generate(*, config: Config, custom_template_path: Path | None = None) -> Sequence[GeneratorError]:
    """Generate a client from one document, with the signature and the return value of the stock function.

    Args:
        config: Where the document is (a file) and where the package goes.
        custom_template_path: Templates that take precedence over those of this project.

    Returns:
        Empty, or one error; then nothing was written and an existing package is untouched.
    """
    target = config.output_path or Path.cwd() / (config.package_name_override or "client")
    try:
        _check(config, target)
        document = load(Path(config.document_source))
        write_package(document, document.root, target, config=config, templates=custom_template_path)
    except SpecError as error:
        return [GeneratorError(header=str(error))]
    except (RuntimeError, TemplateError, OSError) as error:
        return [GeneratorError(header=printable(str(error)))]
    return []


def write_package(
    document: Document,
    chosen: Json,
    target: Path,
    *,
    config: Config,
    templates: Path | None = None,
    allowed: Collection[str] = (),
) -> Summary:
    """Write a package beside its place, check it, and put it there.

    Args:
        document: The document as loaded; error messages point into it.
        chosen: The part of it to generate.
        target: Where the package goes.
        config: The configuration of the stock generator.
        templates: Templates that take precedence over those of this project.
        allowed: JSON pointers of keys that may be unknown.

    Raises:
        SpecError: A part of the document cannot be generated; nothing was written.
        RuntimeError: The output failed a check; nothing was written.
    """
    require_pinned()
    check_replaceable(target)
    with scratch_beside(target) as scratch:
        package = scratch / "package"
        try:
            normal = normalise(chosen, allowed=allowed)
            config = evolve(config, output_path=package)
            rendered = render(normal, config=config, header="", doc='"""Low-level client."""', templates=templates)
        except Unsupported as error:
            raise document.error(error.pointer, error.what, error.fix) from None
        format_tree(package)
        check_package(package, rendered.expected)
        swap_in(package, target)
    return rendered.summary


def _check(config: Config, target: Path) -> None:
    if "://" in str(config.document_source):
        raise RuntimeError(f"{config.document_source} is an address; download the document, and name the file")
    if target.exists() and not config.overwrite:
        raise RuntimeError(f"{target} already exists; delete it or allow it to be overwritten")
    defaults = Config.from_sources(ConfigFile(), MetaType.NONE, config.document_source, "utf-8", True, None)
    for name in _UNSUPPORTED_SETTINGS:
        if getattr(config, name) != getattr(defaults, name):
            raise RuntimeError(f"the setting {name} is not supported here; correct the document by overlay instead")
