"""Read the settings of openapi-python-client's `Config`, and say which of them change nothing here.

https://github.com/openapi-generators/openapi-python-client#configuration
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

from attrs import evolve, frozen
from openapi_python_client.config import ClassOverride as StockOverride
from openapi_python_client.config import Config, ConfigFile, MetaType

from scripts.codegen.escape import comment
from scripts.codegen.forms.settings import ClassOverride, Settings
from scripts.codegen.names import slug, words
from scripts.oas.document import members_of
from scripts.oas.schemas import Json

_PREFIX = re.compile(r"[a-z][a-z0-9_]*")
_PROJECT_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")  # PEP 508
_VERSION = re.compile(r"v?\d+(?:\.\d+)*(?:(?:a|b|rc)\d+)?(?:\.post\d+)?(?:\.dev\d+)?")  # PEP 440, the common part
_MEDIA_TYPE = re.compile(r"[\w!#$&^.+-]+/[\w!#$&^.+-]+", re.ASCII)


@frozen(kw_only=True)
class Plan:
    """The settings of a package by itself: its names, and the files beside it.

    Attributes:
        settings: The settings that change the code.
        meta: The tool that ``pyproject.toml`` is for; none: no such file, and no folder around the package.
        project: Name of the distribution.
        package: Name of the package.
        version: Version of the distribution.
        description: One line on it.
        hooks: Commands that run in the folder of the finished package.
        warnings: One line for each setting that changes nothing.
    """

    settings: Settings = Settings()
    meta: MetaType = MetaType.NONE
    project: str = "client"
    package: str = "client"
    version: str = "0.1.0"
    description: str = ""
    hooks: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    def config(self, folder: Path, modules: dict[str, str]) -> Config:
        """Return the configuration for the parser and the stock `Project`, whose names are final.

        Args:
            folder: Where the project goes.
            modules: The module of each class that is not in the module of its name.
        """
        overrides = {name: StockOverride(module_name=module) for name, module in modules.items()}
        return evolve(
            configuration(folder),
            meta_type=self.meta,
            project_name_override=self.project,
            package_name_override=self.package,
            package_version_override=self.version,
            generate_all_tags=self.settings.all_tags,
            class_overrides=overrides,
        )

    def package_dir(self, project: Path) -> Path:
        """The folder of the package in the folder of its project."""
        return project if self.meta == MetaType.NONE else project / self.package


def configuration(out: Path, document: Path | str = "openapi.yaml") -> Config:
    """Return the generator's configuration: no metadata, no hooks of its own."""
    # `MetaType.NONE` leaves out pyproject.toml and the README: the packages are parts of one distribution.
    return Config.from_sources(ConfigFile(post_hooks=[]), MetaType.NONE, Path(document), "utf-8", True, out)


def plan_of(config: Config, document: Json) -> Plan:
    """Return the plan for a configuration of openapi-python-client.

    Raises:
        RuntimeError: A setting has a value that cannot be used.
    """
    info = members_of(document.get("info"))
    title = comment(str(info.get("title") or ""))
    project = config.project_name_override or f"{'-'.join(words(title)).lower() or 'openapi'}-client"
    _check(_PROJECT_NAME, project, "project_name_override", "letters, digits, and . - _ between them")
    package = config.package_name_override or slug(project, "client")
    if slug(package) != package.lower() or not package.isidentifier():
        raise RuntimeError(f"package_name_override: {package!r} is no name of a package; use letters, digits and _")
    _check(_PREFIX, config.field_prefix, "field_prefix", "lower-case letters, digits and _")
    warnings = list(_without_effect(config))
    version = config.package_version_override or str(info.get("version") or "")
    if config.package_version_override:
        _check(_VERSION, version, "package_version_override", "a version such as 1.2.0 (PEP 440)")
    elif config.meta_type != MetaType.NONE and not _VERSION.fullmatch(version):
        warnings.append(f"version {comment(version)!r} is no version of a package (PEP 440): 0.1.0 is written instead")
        version = "0.1.0"
    return Plan(
        settings=Settings(
            field_prefix=config.field_prefix,
            all_tags=config.generate_all_tags,
            attribute_docs=config.docstrings_on_attributes,
            treated_as=dict(_treated_as(config)),
            overrides={name: _override(item) for name, item in config.class_overrides.items()},
        ),
        meta=config.meta_type,
        project=project,
        package=package,
        version=version,
        description=f"A client library for accessing {title or 'an HTTP API'}",
        hooks=tuple(_hooks(config)),
        warnings=tuple(warnings),
    )


def _check(pattern: re.Pattern[str], value: str, setting: str, allowed: str) -> None:
    if not pattern.fullmatch(value):
        raise RuntimeError(f"{setting}: {value!r} cannot be used; use {allowed}")


def _override(override: StockOverride) -> ClassOverride:
    name = ""
    if override.class_name is not None:
        name = override.class_name.get_untrusted_value()
    return ClassOverride(class_name=name, module_name=override.module_name or "")


def _treated_as(config: Config) -> Iterator[tuple[str, str]]:
    for media, other in config.content_type_overrides.items():
        names = [text.partition(";")[0].strip().lower() for text in (media, other)]
        for name in names:
            _check(_MEDIA_TYPE, name, "content_type_overrides", "media types such as application/json")
        yield names[0], names[1]


def _hooks(config: Config) -> list[str]:
    """Return the commands that the user chose; the output is formatted already, so the defaults are not needed."""
    # They call the first ruff in PATH, with the configuration of any folder above: the bytes would depend on both.
    return [] if config.post_hooks == _defaults(config).post_hooks else list(config.post_hooks)


def _defaults(config: Config) -> Config:
    return Config.from_sources(ConfigFile(), config.meta_type, config.document_source, "utf-8", True, None)


def _without_effect(config: Config) -> Iterator[str]:
    """Yield one line for each setting that changes nothing here, and why."""
    if config.literal_enums:
        yield "literal_enums changes nothing: enums are classes that keep values which the document does not list"
    if config.use_path_prefixes_for_title_model_names is False:
        yield "use_path_prefixes_for_title_model_names changes nothing: no class has its name from a title"
    try:
        encoding = codecs.lookup(config.file_encoding).name
    except LookupError:
        raise RuntimeError(f"file_encoding: {config.file_encoding!r} is no encoding") from None
    if encoding != "utf-8":
        yield f"file_encoding {encoding} changes nothing: files are UTF-8, as Python reads them (PEP 3120)"


def unknown_templates(custom: Path, own: Path) -> Iterator[str]:
    """Yield one line for each custom template that is never rendered.

    Raises:
        RuntimeError: There is no such folder.
    """
    if not custom.is_dir():
        raise RuntimeError(f"custom_template_path: {custom} is not a folder")
    for path in sorted(custom.rglob("*.jinja")):
        name = path.relative_to(custom).as_posix()
        if not (own / name).is_file():
            yield f"the custom template {name} is never rendered: there is none of that name here"
