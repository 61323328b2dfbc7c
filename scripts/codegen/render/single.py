"""One document, one package: what ``openapi_python_client.generate`` does, by our templates and rules."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from attrs import evolve
from jinja2 import TemplateError
from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser.errors import GeneratorError

from scripts.codegen.forms.normalise import normalise
from scripts.codegen.proof.shape import check_package
from scripts.codegen.render.output import check_replaceable, format_tree, scratch_beside, swap_in
from scripts.codegen.render.project import require_pinned
from scripts.codegen.render.render import Summary, render
from scripts.oas.document import Document
from scripts.oas.load import SpecError, load
from scripts.oas.problems import Unsupported, printable
from scripts.oas.schemas import Json

_NAMES_ARE_OURS = ("class_overrides", "content_type_overrides", "literal_enums", "generate_all_tags")


def generate(*, config: Config, custom_template_path: Path | None = None) -> Sequence[GeneratorError]:
    """Generate a client from one document, with the signature and the return value of the stock function.

    Args:
        config: Where the document is (a file) and where the package goes.
        custom_template_path: Templates that take precedence over ours.

    Returns:
        What went wrong: empty, or one error; then nothing was written and an existing package is untouched.
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
        document: The document as loaded: where problems are pointed at.
        chosen: What of it is to be generated.
        target: Where the package goes.
        config: The configuration of the stock generator.
        templates: Templates that take precedence over ours.
        allowed: JSON pointers of keys that may be unknown.

    Raises:
        SpecError: A part of the document cannot be generated; nothing was written.
        RuntimeError: The output is not what it should be; nothing was written.
    """
    require_pinned()
    check_replaceable(target)
    with scratch_beside(target) as scratch:
        made = scratch / "package"
        try:
            normal = normalise(chosen, allowed=allowed)
            config = evolve(config, output_path=made)
            rendered = render(normal, config=config, header="", doc='"""Low-level client."""', templates=templates)
        except Unsupported as error:
            raise document.error(error.pointer, error.what, error.fix) from None
        format_tree(made)
        check_package(made, rendered.plan)
        swap_in(made, target)
    return rendered.summary


def _check(config: Config, target: Path) -> None:
    if "://" in str(config.document_source):
        raise RuntimeError(f"{config.document_source} is an address; download the document, and name the file")
    if target.exists() and not config.overwrite:
        raise RuntimeError(f"{target} already exists; delete it or allow it to be overwritten")
    usual = Config.from_sources(ConfigFile(), MetaType.NONE, config.document_source, "utf-8", True, None)
    for name in _NAMES_ARE_OURS:
        if getattr(config, name) != getattr(usual, name):
            raise RuntimeError(f"the setting {name} is not supported here; correct the document by overlay instead")
