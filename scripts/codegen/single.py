"""One document, one package: what ``openapi_python_client.generate`` does, by our templates and rules."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from openapi_python_client.config import Config
from openapi_python_client.parser.errors import GeneratorError

from scripts.codegen.load import SpecError, load
from scripts.codegen.output import check_tree, format_tree, scratch_beside, swap_in
from scripts.codegen.package import render
from scripts.codegen.project import require_pinned
from scripts.codegen.unsupported import Unsupported


def generate(*, config: Config, custom_template_path: Path | None = None) -> Sequence[GeneratorError]:
    """Generate a client from one document, with the signature and the return value of the stock function.

    Args:
        config: Where the document is (a file) and where the package goes.
        custom_template_path: Templates that take precedence over ours.

    Returns:
        What went wrong: empty, or one error; then nothing was written and an existing package is untouched.
    """
    require_pinned()
    target = config.output_path or Path.cwd() / (config.package_name_override or "client")
    if target.exists() and not config.overwrite:
        return [GeneratorError(detail=f"{target} already exists; delete it or allow it to be overwritten")]
    source = Path(config.document_source)
    try:
        document = load(source)
    except SpecError as error:
        return [GeneratorError(header=str(error))]
    with scratch_beside(target) as scratch:
        made = scratch / "package"
        config.output_path = made
        try:
            render(document.root, config=config, header=[], doc="Low-level client.", templates=custom_template_path)
            format_tree(made)
            check_tree(made)
        except Unsupported as error:
            return [GeneratorError(header=str(document.error(error.pointer, error.what, error.fix)))]
        finally:
            config.output_path = target
        swap_in(made, target)
    return []
