"""One provider's package: from its folder under ``spec/`` to files on disk, not yet formatted."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Mapping
from copy import deepcopy
from importlib.metadata import version
from pathlib import Path

from attrs import frozen
from jinja2 import Environment, FileSystemLoader
from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser.errors import GeneratorError

from scripts.codegen.context import Context, free_form
from scripts.codegen.dialect_view import dialect_source, package_name, used_names
from scripts.codegen.model_view import USUAL
from scripts.codegen.normalise import normalise
from scripts.codegen.project import TEMPLATES, TestedOnly, VProject, described, parse
from scripts.codegen.provider import Prepared, ProviderFacts
from scripts.codegen.schemas import Json, operations
from scripts.codegen.text import literal, prose
from scripts.codegen.unsupported import Unsupported


@frozen(kw_only=True)
class Summary:
    """What was generated for one provider.

    Attributes:
        provider: Name of the folder.
        operations: How many operations; as many as the selected document has.
        models: How many model classes.
        enums: How many enum classes.
    """

    provider: str
    operations: int
    models: int
    enums: int


def configuration(out: Path, document: Path | str = "openapi.yaml") -> Config:
    """Return the generator's configuration: no metadata, no hooks of its own."""
    return Config.from_sources(ConfigFile(post_hooks=[]), MetaType.NONE, Path(document), "utf-8", True, out)


def render(document: Json, *, config: Config, header: list[str], doc: str, templates: Path | None = None) -> Summary:
    """Write the package of a document into ``config.output_path``.

    Raises:
        Unsupported: A part of the document cannot be generated, or would have been lost.
    """
    normal = normalise(document)
    data = parse(normal, config)
    if isinstance(data, GeneratorError):
        raise Unsupported("", "; ".join(described([data])), "correct the document, or its overlay")
    data.models = [model for model in data.models if not free_form(model, normal)]
    project = VProject(
        openapi=data, config=config, document=normal, header=header, package_doc=doc, custom_template_path=templates
    )
    warnings = described(project.build())
    if warnings:
        raise Unsupported("", "; ".join(warnings), "correct the document, or its overlay")
    made = sum(len(collection.endpoints) for collection in data.endpoint_collections_by_tag.values())
    wanted = sum(1 for _ in operations(normal))
    if made != wanted:
        raise Unsupported("/paths", f"{wanted} operations went in, {made} came out", "report this with the document")
    return Summary(provider="", operations=made, models=len(data.models), enums=len(data.enums))


def render_provider(prepared: Prepared, out: Path) -> Summary:
    """Write the whole package of a provider: the client, its dialect, and the document beside the code."""
    facts, document = prepared.facts, prepared.document
    header = header_of(facts, document)
    title = prose(facts.title)
    summary = render(
        _with_usual(document, prepared.raw),
        config=configuration(out),
        header=header,
        doc=f"Low-level client for {title}.",
    )
    context = Context(document=normalise(document), models={})
    source = dialect_source(facts, context)
    _write(out / "dialect.py", "dialect.py.jinja", header, title=title, dialect=source, names=used_names(source))
    text = json.dumps(document, ensure_ascii=False, indent=1)
    (out / "openapi.json").write_text(f"{text}\n", encoding="utf-8")
    return Summary(provider=facts.name, operations=summary.operations, models=summary.models, enums=summary.enums)


def _with_usual(document: Json, raw: Json) -> Json:
    """Note at each schema what it required before its overlay: the corrections are for the answers that lack it."""
    marked = deepcopy(document)
    before = raw.get("components", {}).get("schemas", {})
    for name, schema in marked.get("components", {}).get("schemas", {}).items():
        schema[USUAL] = before.get(name, {}).get("required", [])
    return marked


def render_root(names: list[str], statuses: Mapping[str, str], out: Path) -> None:
    """Write what all providers share: the list of packages and the table of status words."""
    header = _note("the folders under spec/")
    listed = {name: package_name(name) for name in sorted(names)}
    _write(out / "__init__.py", "root_init.py.jinja", header, providers=literal(listed))
    _write(out / "statuses.py", "statuses.py.jinja", header, statuses=literal(dict(statuses)))
    (out / "py.typed").write_text("", encoding="utf-8")


def header_of(facts: ProviderFacts, document: Json) -> list[str]:
    """Return the first lines of each generated file: what it was made from, by which generator."""
    source = facts.source
    origin = f"{source.kind} from {source.url}" if source.url else "written for videojobs"
    revision = f" at {source.revision}" if source.revision else ""
    version_ = document["info"]["version"]
    return _note(
        f"spec/{facts.name}: {facts.title}, {origin}{revision}; OpenAPI {document['openapi']}, version {version_}"
    )


def _note(origin: str) -> list[str]:
    tool = f"openapi-python-client {version('openapi-python-client')} with the templates of videojobs"
    text = " ".join(
        f"Generated from {prose(origin)}. By {tool}. Not edited by hand: `make generate` writes it.".split()
    )
    return textwrap.wrap(text, 116, break_long_words=False, break_on_hyphens=False)


def _write(path: Path, template: str, header: list[str], **values: str) -> None:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), undefined=TestedOnly, trim_blocks=True, lstrip_blocks=True, autoescape=False
    )
    text = environment.get_template(template).render(header="".join(f"# {line}\n" for line in header), **values)
    path.write_text(text, encoding="utf-8")
