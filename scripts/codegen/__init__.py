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
        config: Where the document is (a file) and where the package goes.
        custom_template_path: Templates that take precedence over those of this project.

    Returns:
        Empty, or one error; then nothing was written and an existing package is untouched.
    """
    from scripts.codegen.render.single import generate as generate_one  # the generator takes half a second to import

    return generate_one(config=config, custom_template_path=custom_template_path)
