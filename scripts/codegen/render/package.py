"""One provider's package: from its folder under ``spec/`` to files on disk, not yet formatted."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

from attrs import evolve
from jinja2 import Environment, FileSystemLoader

from scripts.codegen.forms.context import Context
from scripts.codegen.forms.normalise import normalise
from scripts.codegen.render.project import TEMPLATES, OnlyTested
from scripts.codegen.render.render import Rendered, configuration, render
from scripts.codegen.views.dialect import dialect_source, package_name, used_names
from scripts.codegen.views.escape import comment, literal, prose
from scripts.oas.schemas import Json
from scripts.spec.provider import Prepared, ProviderFacts


def render_provider(prepared: Prepared, out: Path) -> Rendered:
    """Write the whole package of a provider: the client, its dialect, and the document beside the code."""
    facts, document = prepared.facts, prepared.document
    header = header_of(facts, document)
    title = prose(facts.title)
    usual = _usual(document, prepared.raw)
    normal = normalise(document, usual=usual)
    rendered = render(normal, config=configuration(out), header=header, doc=f"Low-level client for {title}.")
    source = dialect_source(facts, Context(document=normal.document))
    _write(out / "dialect.py", "dialect.py.jinja", header, title=title, dialect=source, names=used_names(source))
    text = json.dumps(document, ensure_ascii=False, indent=1)
    (out / "openapi.json").write_text(f"{text}\n", encoding="utf-8")
    return evolve(rendered, summary=evolve(rendered.summary, provider=facts.name))


def _usual(document: Json, raw: Json) -> dict[str, list[str]]:
    """Return what each schema required before its overlay: the corrections are for the answers that lack it."""
    before = raw.get("components", {}).get("schemas", {})
    return {
        name: before.get(name, {}).get("required", []) for name in document.get("components", {}).get("schemas", {})
    }


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
        f"Generated from {comment(origin)}. By {tool}. Not edited by hand: `make generate` writes it.".split()
    )
    return textwrap.wrap(text, 116, break_long_words=False, break_on_hyphens=False)


def _write(path: Path, template: str, header: list[str], **values: str) -> None:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), undefined=OnlyTested, trim_blocks=True, lstrip_blocks=True, autoescape=False
    )
    text = environment.get_template(template).render(header="".join(f"# {line}\n" for line in header), **values)
    path.write_text(text, encoding="utf-8")
