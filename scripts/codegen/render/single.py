"""Generate one package from one document, as ``openapi_python_client.generate`` does."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from jinja2 import TemplateError
from openapi_python_client.config import Config, MetaType
from openapi_python_client.parser.errors import ErrorLevel, GeneratorError

from scripts.codegen.forms.normalise import normalise
from scripts.codegen.proof.compare_code import check_package
from scripts.codegen.render.output import check_replaceable, format_tree, put_beside, scratch_beside, swap_in
from scripts.codegen.render.plan import Plan, plan_of, unknown_templates
from scripts.codegen.render.project import TEMPLATES, require_pinned
from scripts.codegen.render.render import Summary, render
from scripts.codegen.render.source import read_document
from scripts.oas.document import Document
from scripts.oas.load import SpecError
from scripts.oas.problems import Unsupported, printable
from scripts.oas.schemas import Json


def generate(*, config: Config, custom_template_path: Path | None = None) -> Sequence[GeneratorError]:
    """Generate a client from one document, with the signature and the return value of the stock function.

    Args:
        config: Where the document is (a file or an address), where the package goes, and its settings.
        custom_template_path: Templates that take precedence over those of this project.

    Returns:
        Warnings, and errors. After an error nothing was written, and an existing package is untouched; unless the
        error is that of a hook, which runs last.
    """
    warnings: list[str] = []
    try:
        if custom_template_path is not None:
            warnings += unknown_templates(custom_template_path, TEMPLATES)
        document = read_document(config.document_source, config.http_timeout)
        plan = plan_of(config, document.root)
        warnings += plan.warnings
        target = config.output_path or Path.cwd() / (
            plan.package if config.meta_type == MetaType.NONE else plan.project
        )
        if target.exists() and not config.overwrite:
            raise RuntimeError(f"{target} already exists; delete it or allow it to be overwritten")
        summary = write_package(document, document.root, target, plan=plan, templates=custom_template_path)
    except SpecError as error:
        return [*_warnings(warnings), GeneratorError(header=str(error))]
    except (RuntimeError, TemplateError, OSError) as error:
        return [*_warnings(warnings), GeneratorError(header=printable(str(error)))]
    return [*_warnings([*warnings, *summary.warnings]), *_run_hooks(plan.hooks, target)]


def write_package(
    document: Document,
    chosen: Json,
    target: Path,
    *,
    plan: Plan | None = None,
    templates: Path | None = None,
    allowed: Collection[str] = (),
) -> Summary:
    """Write a package beside its place, check it, and put it there.

    Args:
        document: The document as loaded; error messages point into it.
        chosen: The part of it to generate.
        target: Where the package goes, or the folder around it.
        plan: Its names and settings; by default a package without metadata.
        templates: Templates that take precedence over those of this project.
        allowed: JSON pointers of keys that may be unknown.

    Raises:
        SpecError: A part of the document cannot be generated; nothing was written.
        RuntimeError: The output failed a check; nothing was written.
    """
    require_pinned()
    plan = plan or Plan()
    check_replaceable(plan.package_dir(target))
    with scratch_beside(target) as scratch:
        project = scratch / "package"
        package = plan.package_dir(project)
        try:
            normal = normalise(chosen, allowed=allowed, settings=plan.settings)
            config = plan.config(project, dict(normal.modules))
            rendered = render(
                normal,
                config=config,
                header="",
                doc='"""Low-level client."""',
                templates=templates,
                description=plan.description,
            )
        except Unsupported as error:
            raise document.error(error.pointer, error.what, error.fix) from None
        format_tree(project)
        check_package(package, rendered.expected)
        if package == project:
            swap_in(package, target)
        else:
            put_beside(project, target)
            swap_in(package, plan.package_dir(target))
    return rendered.summary


def _warnings(lines: Sequence[str]) -> Iterator[GeneratorError]:
    for line in lines:
        yield GeneratorError(header=printable(line), level=ErrorLevel.WARNING)


def _run_hooks(hooks: Sequence[str], folder: Path) -> Iterator[GeneratorError]:
    """Run the commands of the configuration in the folder of the package, as openapi-python-client does."""
    for hook in hooks:
        program = hook.split(" ", maxsplit=1)[0]
        if shutil.which(program) is None:
            yield GeneratorError(
                level=ErrorLevel.WARNING, header="Skipping Integration", detail=f"{program} is not in PATH"
            )
            continue
        # Through a shell, since hooks are written for one: `black . && isort .`.
        done = subprocess.run(hook, cwd=folder, shell=True, capture_output=True, text=True, check=False)  # noqa: S602
        if done.returncode:
            yield GeneratorError(header=f"{program} failed", detail=done.stderr or done.stdout)
