"""Extend the `Project` of openapi-python-client: templates print checked strings only."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from importlib.metadata import version
from pathlib import Path
from typing import Any, ClassVar

import openapi_python_client as opc
from jinja2 import BytecodeCache, ChoiceLoader, DictLoader, FileSystemLoader, Undefined
from jinja2.bccache import Bucket
from jinja2.exceptions import UndefinedError
from openapi_python_client.config import Config
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.errors import GeneratorError

from scripts.codegen.forms.normalise import Normal
from scripts.codegen.forms.placeholders import Originals
from scripts.codegen.views.access import access_view
from scripts.codegen.views.context import Context
from scripts.codegen.views.endpoint import endpoint_view
from scripts.codegen.views.model import enum_view, model_view
from scripts.codegen.views.parser_types import ModelProperty
from scripts.oas.schemas import Json
from videojobs import errors

TEMPLATES = Path(__file__).resolve().parents[3] / "templates"
PINNED = "0.29.1"
_UNUSED = "literal_enum.py.jinja"  # looked up by the stock class, never rendered: no stock template is used


class UnprintableError(RuntimeError):
    """A template tried to print a value that has not passed an escaper."""


class OnlyTested(Undefined):
    """A missing variable: a template may test it, but not print it."""

    def __str__(self) -> str:
        raise UndefinedError(f"a template printed {self._undefined_name!r}, which is not defined")


def vetted(value: Any) -> Any:
    """Return plain text and numbers unchanged, and refuse all else: the parser's strings come from the document."""
    # Until 0.29.0 they were plain `str`, and a document could inject code (GHSA-5293-mq8x-g3xj). Since then templates
    # that print them write `<...UntrustedString object at 0x7f05...>` into the output, without an error.
    if isinstance(value, str | int | Undefined):
        return value
    raise UnprintableError(f"a template printed a {type(value).__name__}; pass it through a view first")


def require_pinned() -> None:
    """Check the release of openapi-python-client.

    Custom templates may break in any release, without an error: they are not part of its public API
    (https://github.com/openapi-generators/openapi-python-client/blob/main/CHANGELOG.md).

    Raises:
        RuntimeError: The release is not the one that the templates were written for.
    """
    if opc.__version__ != PINNED:
        raise RuntimeError(f"openapi-python-client {opc.__version__} is installed; the templates need =={PINNED}")


class _Compiled(BytecodeCache):
    """Keeps compiled templates for the whole process: to compile one takes longer than all of its uses."""

    compiled: ClassVar[dict[str, bytes]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Load a template that was compiled before."""
        if bucket.key in self.compiled:
            bucket.bytecode_from_string(self.compiled[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a compiled template."""
        self.compiled[bucket.key] = bucket.bytecode_to_string()


class ViewProject(opc.Project):
    """Renders the templates of this project, which get views of escaped strings."""

    def __init__(
        self,
        *,
        openapi: GeneratorData,
        config: Config,
        normal: Normal,
        originals: Originals,
        maps: Sequence[ModelProperty],
        header: str,
        package_doc: str,
        custom_template_path: Path | None = None,
        description: str = "",
    ) -> None:
        super().__init__(openapi=openapi, config=config)
        folders = [folder for folder in (custom_template_path, TEMPLATES) if folder is not None]
        self.env.loader = ChoiceLoader([FileSystemLoader(folders), DictLoader({_UNUSED: ""})])
        models = {str(model.class_info.name): model for model in openapi.models}
        context = Context(
            document=normal.document,
            originals=originals,
            models=models,
            maps={str(model.class_info.name): model for model in maps},
            access=normal.access,
            settings=normal.settings,
        )
        self.env.bytecode_cache = _Compiled()
        self.env.finalize = vetted
        self.env.undefined = OnlyTested
        self.env.globals.update(
            header=header,
            package_doc=package_doc,
            package_description=description,
            package_version=str(config.package_version_override),
            runtime=f"videojobs>={version('videojobs')}",
            access=access_view(normal.access),
            lazy_pair=_lazy_pair,
            alias_pair=_alias_pair,
            aliases=_alias_lines(openapi, normal.aliases),
            error_names=errors.__all__,
            model_view=lambda model: model_view(models[str(model.class_info.name)], context),
            enum_view=lambda enum: enum_view(enum, context),
            endpoint_view=lambda endpoint: endpoint_view(endpoint, context),
        )

    def build(self) -> Sequence[GeneratorError]:
        """Write the package. No hook runs: all providers are formatted at once, later."""
        # The stock hooks call whatever ruff is first in PATH, with the configuration of any folder above the output.
        self.project_dir.mkdir(parents=True, exist_ok=True)
        self._create_package()
        self._build_metadata()
        self._build_models()
        self._build_api()
        (self.package_dir / "py.typed").write_text("", encoding="utf-8")
        return self._get_errors()


def _lazy_pair(line: str) -> str:
    """Turn ``from .a import A`` into ``"A": ".a"``, and ``from .a import A as B`` into ``"B": ".a"``."""
    words = line.split()
    return f'"{words[-1]}": "{words[1]}"'


def _alias_pair(line: str) -> str:
    """Turn ``from .a import A as B`` into ``"B": "A"``."""
    words = line.split()
    return f'"{words[5]}": "{words[3]}"'


def _alias_lines(openapi: GeneratorData, aliases: Mapping[str, str]) -> dict[str, str]:
    """Return an import for each further name of a class, and the name."""
    classes = [prop.class_info for prop in (*openapi.models, *openapi.enums)]
    modules = {str(info.name): str(info.module_name) for info in classes}
    return {f"from .{modules[name]} import {name} as {alias}": alias for alias, name in sorted(aliases.items())}


def parse(document: Json, config: Config) -> GeneratorData | GeneratorError:
    """Parse a document with placeholders: its schemas, then its operations; the parser may change it."""
    schemas: Json = document["components"]["schemas"]
    # The parser copies each operation with all that it refers to: 300 operations with an object of 900 keys took two
    # minutes. An operation needs only the class of an object.
    classes = {name: {"type": "object"} if schema.get("properties") else schema for name, schema in schemas.items()}
    parts = ({**document, "paths": {}}, {**document, "components": {"schemas": deepcopy(classes)}})
    parsed = [GeneratorData.from_dict(part, config=config) for part in parts]
    for result in parsed:
        if isinstance(result, GeneratorError):
            return result
    data, operations = (result for result in parsed if isinstance(result, GeneratorData))
    names = {model.class_info.name for model in data.models}
    data.models += [model for model in operations.models if model.class_info.name not in names]
    data.errors += operations.errors
    data.endpoint_collections_by_tag = operations.endpoint_collections_by_tag
    return data


def described(errors: Sequence[GeneratorError]) -> list[str]:
    """Return the parser's warnings as text, without the addresses of objects."""
    texts = [" ".join(f"{error.header or ''} {error.detail or ''}".split()) for error in errors]
    return [re.sub(r" object at 0x[0-9a-f]+", "", text) for text in texts]
