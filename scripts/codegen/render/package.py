"""One provider's package: from its folder under ``spec/`` to files on disk, not yet formatted."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

from jinja2 import Environment, FileSystemLoader

from scripts.codegen.escape import comment, docstring, literal, prose
from scripts.codegen.forms.normalise import normalise
from scripts.codegen.render.plan import configuration
from scripts.codegen.render.project import TEMPLATES, OnlyTested
from scripts.codegen.render.render import Rendered, render
from scripts.codegen.views.context import Context
from scripts.codegen.views.dialect import dialect_source, listed_create, package_name, used_names
from scripts.codegen.views.value_types import argument_types, listed_types, literal_type
from scripts.oas.schemas import Json
from scripts.spec.provider import Prepared, ProviderFacts
from videojobs.dialect import PAID_ROLES


def render_provider(prepared: Prepared, out: Path) -> Rendered:
    """Write the whole package of a provider: the client, its dialect, and the document beside the code."""
    facts, document = prepared.facts, prepared.document
    header = _header(f"spec/{facts.name}")
    title = prose(facts.title)
    doc = docstring(f"Low-level client for {title}.\n\n{origin_of(facts, document)}", {}, indent=0)
    normal = normalise(
        document, expected_keys=_expected_keys(document, prepared.raw), sent_headers=_sent_headers(facts)
    )
    rendered = render(normal, provider=facts.name, config=configuration(out), header=header, doc=doc)
    context = Context(document=normal.document)
    source = dialect_source(facts, context)
    _write(out / "dialect.py", "dialect.py.jinja", header, title=title, dialect=source, names=used_names(source))
    types = listed_types(listed_create(facts, context))
    if types:
        _write(out / "values.py", "values.py.jinja", header, title=title, types=types)
    text = json.dumps(document, ensure_ascii=False, indent=1)
    (out / "openapi.json").write_text(f"{text}\n", encoding="utf-8")
    # A line for each, so that a difference can be read.
    lines = ",\n".join(json.dumps(sample, ensure_ascii=False) for sample in prepared.samples)
    (out / "samples.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    return rendered


def _sent_headers(facts: ProviderFacts) -> dict[str, set[str]]:
    """Return operationId -> names of the headers that provider.yaml has for it."""
    paid = set(facts.create.headers)
    return {
        name: set(facts.headers.get(role, {})) | (paid if role in PAID_ROLES else set())
        for role, name in facts.operations.items()
    }


def _expected_keys(document: Json, raw: Json) -> dict[str, list[str]]:
    """Return what each schema required before its overlay: the corrections are for the responses that lack it."""
    before = raw.get("components", {}).get("schemas", {})
    return {
        name: before.get(name, {}).get("required", []) for name in document.get("components", {}).get("schemas", {})
    }


def render_root(names: list[str], statuses: Mapping[str, str], out: Path) -> None:
    """Write what all providers share, beside their packages: their names, types of arguments, the status words."""
    header = _header("the folders under spec/")
    listed = {name: package_name(name) for name in sorted(names)}
    _write(out / "__init__.py", "root_init.py.jinja", header, providers=literal(listed))
    # Read from the packages, since some may be kept from an earlier run.
    modules = {path.parent.name: path.read_text(encoding="utf-8") for path in sorted(out.glob("*/values.py"))}
    _write(
        out / "values.py",
        "root_values.py.jinja",
        header,
        names=literal_type(listed),
        packages=list(modules),
        types=argument_types(modules),
    )
    _write(out / "statuses.py", "statuses.py.jinja", header, statuses=literal(dict(statuses)))
    (out / "py.typed").write_text("", encoding="utf-8")


def origin_of(facts: ProviderFacts, document: Json) -> str:
    """Return one paragraph on what a package was generated from, and by what."""
    source = facts.source
    origin = "written for videojobs"
    if source.url:
        origin = f"{source.kind} from {source.url}"
    if source.revision:
        origin += f" at {source.revision}"
    versions = f"OpenAPI {document['openapi']}, version {document['info']['version']}"
    tool = f"openapi-python-client {version('openapi-python-client')} with the templates of videojobs"
    return f"Generated from a document {prose(origin)}; {prose(versions)}. By {tool}."


def _header(origin: str) -> str:
    """Return the first line of a generated file. It names no revision: a new one changes no file for that alone."""
    return f"# Generated from {comment(origin)} by `make generate`; not edited by hand.\n"


def _write(path: Path, template: str, header: str, **values: str | list[str]) -> None:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), undefined=OnlyTested, trim_blocks=True, lstrip_blocks=True, autoescape=False
    )
    text = environment.get_template(template).render(header=header, **values)
    path.write_text(text, encoding="utf-8")
