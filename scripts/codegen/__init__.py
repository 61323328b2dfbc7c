"""Generate clients from OpenAPI documents. `generate` has the signature of ``openapi_python_client.generate``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from openapi_python_client.config import Config
    from openapi_python_client.parser.errors import GeneratorError

__all__ = ["generate"]


def generate(*, config: Config, custom_template_path: Path | None = None) -> Sequence[GeneratorError]:
    """Generate a client from one document, with the signature and the return value of the stock function.

    Args:
        config: Where the document is (a file or an address), where the package goes, and its settings.
        custom_template_path: Templates that take precedence over those of this project.

    Returns:
        Warnings, and errors. After an error nothing was written, and an existing package is untouched; unless the
        error is that of a hook, which runs last.
    """
    from scripts.codegen.render.single import generate as generate_one  # the generator takes half a second to import

    return generate_one(config=config, custom_template_path=custom_template_path)
