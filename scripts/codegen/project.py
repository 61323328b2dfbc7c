"""The stock `Project`, made to refuse rather than to print what it should not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

import openapi_python_client as opc
from jinja2 import Undefined
from jinja2.exceptions import UndefinedError
from openapi_python_client.config import Config
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.errors import GeneratorError

from scripts.codegen.context import Context
from scripts.codegen.endpoint_view import endpoint_view
from scripts.codegen.model_view import enum_view, model_view
from scripts.codegen.schemas import Json

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
PINNED = "0.29.1"


class Unprintable(TypeError):
    """A template tried to print something that has not passed an escaper."""


class TestedOnly(Undefined):
    """A missing variable may be tested in a template, as stock templates do, but never printed."""

    def __str__(self) -> str:
        raise UndefinedError(f"a template printed {self._undefined_name!r}, which there is not")


def _vetted(value: Any) -> Any:
    """Let through text and numbers of ours only: an untrusted string prints as an object, or as an attack."""
    if isinstance(value, str | int | Undefined):
        return value
    raise Unprintable(f"a template printed a {type(value).__name__}; pass it through a view first")


def require_pinned() -> None:
    """Refuse another release of the generator: custom templates are not part of its public API.

    Raises:
        RuntimeError: The release is not the one that the templates were written for.
    """
    if opc.__version__ != PINNED:
        raise RuntimeError(f"openapi-python-client {opc.__version__} is installed; the templates need =={PINNED}")


class VProject(opc.Project):
    """Renders our templates; everything they see is a view made of vetted strings."""

    def __init__(
        self,
        *,
        openapi: GeneratorData,
        config: Config,
        document: Json,
        header: Sequence[str],
        package_doc: str,
        custom_template_path: Path | None = None,
    ) -> None:
        super().__init__(openapi=openapi, config=config, custom_template_path=custom_template_path or TEMPLATES)
        models = {str(model.class_info.name): model for model in openapi.models}
        context = Context(document=document, models=models)
        self.env.finalize = _vetted
        self.env.undefined = TestedOnly
        self.env.globals.update(
            header="".join(f"# {line}\n" for line in header),
            package_doc=package_doc,
            lazy_pair=_lazy_pair,
            model_view=lambda model: model_view(models[str(model.class_info.name)], context),
            enum_view=lambda enum: enum_view(enum, context),
            endpoint_view=lambda endpoint: endpoint_view(endpoint, context),
        )

    def build(self) -> Sequence[GeneratorError]:
        """Write the package. Formatting is ours and runs once for all providers, so no hook runs here."""
        self.project_dir.mkdir(parents=True, exist_ok=True)
        self._create_package()
        self._build_models()
        self._build_api()
        (self.package_dir / "py.typed").write_text("", encoding="utf-8")
        return self._get_errors()


def _lazy_pair(line: str) -> str:
    """Turn ``from .a import A`` into ``"A": ".a"``."""
    _, module, _, name = line.split()
    return f'"{name}": "{module}"'


def parse(document: Json, config: Config) -> GeneratorData | GeneratorError:
    """Parse a normalised document.

    The parser changes what it is given, so it gets a copy of its own.
    """
    found: GeneratorData | GeneratorError = GeneratorData.from_dict(deepcopy(document), config=config)
    return found


def described(errors: Sequence[GeneratorError]) -> list[str]:
    """Return warnings of the parser as text without the addresses of objects in it."""
    texts = [" ".join(f"{error.header or ''} {error.detail or ''}".split()) for error in errors]
    return [re.sub(r" object at 0x[0-9a-f]+", "", text) for text in texts]
