"""Each setting of openapi-python-client's configuration: the generated package behaves so, or a warning says why not."""

from __future__ import annotations

import ast
import json
import os
import sys
import tomllib
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import openapi_python_client
import pytest
from openapi_python_client.cli import app
from openapi_python_client.config import ClassOverride, Config, ConfigFile, MetaType
from openapi_python_client.parser.errors import ErrorLevel, GeneratorError
from typer.testing import CliRunner

from scripts.codegen import generate
from tests.codegen.conftest import document, ok_response

PET = {
    "type": "object",
    "description": "A pet.",
    "properties": {
        "name": {"type": "string", "description": "Its name."},
        "1st": {"type": "string"},
        "color": {"type": "string", "enum": ["red", "blue"]},
    },
}
REFERENCE = {"$ref": "#/components/schemas/Pet"}
GET = {
    "operationId": "getPet",
    "tags": ["animals", "Good things"],
    "parameters": [{"name": "2nd", "in": "query", "schema": {"type": "string"}}],
    "responses": ok_response(REFERENCE, "application/vnd.pets"),
}
POST = {
    "operationId": "sendPet",
    "tags": ["animals"],
    "requestBody": {"required": True, "content": {"application/vnd.pets": {"schema": REFERENCE}}},
    "responses": ok_response(REFERENCE),
}
DOCUMENT = document({"/pet": {"get": GET, "post": POST}}, {"Pet": PET})

Run = Callable[..., list[GeneratorError]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Generate the package ``built``, with settings as a configuration file has them."""

    def generate_with(
        meta: MetaType = MetaType.NONE,
        *,
        doc: dict[str, Any] = DOCUMENT,
        source: Path | str | None = None,
        out: Path | None = tmp_path / "built",
        encoding: str = "utf-8",
        overwrite: bool = True,
        templates: Path | None = None,
        **settings: Any,
    ) -> list[GeneratorError]:
        if source is None:
            source = tmp_path / "openapi.json"
            source.write_text(json.dumps(doc), encoding="utf-8")
        config = Config.from_sources(ConfigFile(**settings), meta, source, encoding, overwrite, out)
        return list(generate(config=config, custom_template_path=templates))

    return generate_with


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Import a module of a generated package; all of them are forgotten with the test."""
    before = set(sys.modules)

    def import_built(name: str, folder: Path = tmp_path) -> ModuleType:
        monkeypatch.syspath_prepend(str(folder))
        return import_module(name)

    yield import_built
    for name in set(sys.modules) - before:
        if name.partition(".")[0] in ("built", "pets", "small_client"):
            del sys.modules[name]


def texts(errors: list[GeneratorError], level: ErrorLevel) -> list[str]:
    """Return the headers of the errors of one level; there are no others."""
    assert {error.level for error in errors} <= {level}
    return [str(error.header) for error in errors]


def test_class_overrides(run: Run, load: Any) -> None:
    """A class and its module have the names of the setting, wherever they are used."""
    overrides = {
        "Pet": ClassOverride(class_name="Animal", module_name="zoo"),
        "PetColor": ClassOverride(module_name="hue"),
    }
    assert run(class_overrides=overrides) == []
    animal = load("built.models.zoo").Animal
    assert load("built.models").Animal is animal
    pet = load("built.api.animals.send_pet").decode(httpx.Response(200, json={"name": "a", "color": "red"}))
    assert type(pet) is animal
    assert pet.color is load("built.models.hue").PetColor.RED


def test_class_overrides_that_cannot_be_applied(run: Run) -> None:
    """A name that no class has is a warning; two classes of one name are an error."""
    (warning,) = texts(run(class_overrides={"Nobody": ClassOverride(class_name="X")}), ErrorLevel.WARNING)
    assert warning == "class_overrides: no class is called Nobody"
    (error,) = texts(run(class_overrides={"Pet": ClassOverride(class_name="PetColor")}), ErrorLevel.ERROR)
    assert "/components/schemas/PetColor: the class overrides put it into the module of Pet" in error
    (error,) = texts(run(class_overrides={"Pet": ClassOverride(module_name="pet_color")}), ErrorLevel.ERROR)
    assert "into the module of Pet" in error


@pytest.mark.parametrize("prefix", ["field_", "attr_", "x"])
def test_field_prefix(run: Run, load: Any, prefix: str) -> None:
    """Attributes and arguments whose names would start with a digit start with it."""
    assert run(field_prefix=prefix) == []
    pet = load("built.models").Pet.from_dict({"1st": "a"})
    assert getattr(pet, f"{prefix}1st") == "a"
    assert pet.to_dict() == {"1st": "a"}
    request = load("built.api.animals.get_pet").request(**{f"{prefix}2nd": "b"})
    assert request.params == (("2nd", "b"),)


@pytest.mark.parametrize("prefix", ["_", "", "1", "a-b", "Ab", "x: int = 0\n"])
def test_a_field_prefix_that_is_no_name(run: Run, tmp_path: Path, prefix: str) -> None:
    """An error, and nothing is written: an attribute that starts with an underscore has another argument."""
    (error,) = texts(run(field_prefix=prefix), ErrorLevel.ERROR)
    assert error.startswith("field_prefix: ")
    assert not (tmp_path / "built").exists()


def test_generate_all_tags(run: Run, load: Any, tmp_path: Path) -> None:
    """A module for each tag of an operation; by default for the first."""
    assert run() == []
    assert not (tmp_path / "built" / "api" / "good_things").exists()
    assert run(generate_all_tags=True) == []
    modules = [load(f"built.api.{tag}.get_pet") for tag in ("animals", "good_things")]
    assert [module.request().path for module in modules] == ["/pet", "/pet"]


def test_docstrings_on_attributes(run: Run, load: Any, tmp_path: Path) -> None:
    """Below each attribute, and no longer in that of the class."""
    assert run(docstrings_on_attributes=True) == []
    assert load("built.models").Pet.__doc__ == "A pet."
    tree = ast.parse((tmp_path / "built" / "models" / "pet.py").read_bytes())
    (pet,) = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    pairs = [
        (ast.unparse(first).partition(":")[0], second) for first, second in zip(pet.body, pet.body[1:], strict=False)
    ]
    docs = {name: ast.literal_eval(after.value) for name, after in pairs if isinstance(after, ast.Expr)}
    assert docs["name"] == "Its name."


def test_content_type_overrides(run: Run, load: Any) -> None:
    """A body and a response are encoded and decoded as another type; the header keeps the one of the document."""
    assert run() == []
    assert load("built.api.animals.get_pet").decode(httpx.Response(200, content=b"{}")) == b"{}"
    for name in [name for name in sys.modules if name.partition(".")[0] == "built"]:
        del sys.modules[name]
    assert run(content_type_overrides={"application/vnd.pets": "application/json"}) == []
    pet = load("built.api.animals.get_pet").decode(httpx.Response(200, json={"name": "a"}))
    assert type(pet) is load("built.models").Pet
    body = load("built.api.animals.send_pet").request(body=pet).body
    assert (body.media_type, body.value) == ("application/vnd.pets", {"name": "a"})


def test_content_type_overrides_that_cannot_be_applied(run: Run) -> None:
    """No media type at all, or one with a boundary."""
    (error,) = texts(run(content_type_overrides={"application/vnd.pets": "json"}), ErrorLevel.ERROR)
    assert error.startswith("content_type_overrides: 'json' cannot be used")
    (error,) = texts(run(content_type_overrides={"application/vnd.pets": "multipart/form-data"}), ErrorLevel.ERROR)
    assert "whose boundary is in it" in error


def test_settings_without_effect(run: Run, tmp_path: Path) -> None:
    """Each is named in a warning; the package is written, in UTF-8."""
    errors = run(literal_enums=True, use_path_prefixes_for_title_model_names=False, encoding="cp1252")
    names = [text.split()[0] for text in texts(errors, ErrorLevel.WARNING)]
    assert names == ["literal_enums", "use_path_prefixes_for_title_model_names", "file_encoding"]
    assert (tmp_path / "built" / "models" / "pet.py").is_file()
    assert run(encoding="UTF8") == []
    assert texts(run(encoding="nonsense"), ErrorLevel.ERROR) == ["file_encoding: 'nonsense' is no encoding"]


@pytest.mark.parametrize("meta", list(MetaType))
def test_each_kind_of_metadata(run: Run, load: Any, tmp_path: Path, meta: MetaType) -> None:
    """The package in a subfolder, beside files that are what they claim to be."""
    hostile = 'A "title" \\ {x}\n[tool.evil]\n"""'
    doc = {**DOCUMENT, "info": {"title": hostile, "version": "1.2.0"}}
    settings = {"project_name_override": "pets-api", "package_name_override": "pets"}
    assert run(meta, doc=doc, out=tmp_path / "project", **settings) == []
    files = {path.name for path in (tmp_path / "project").iterdir()}
    if meta == MetaType.NONE:
        assert files == {"__init__.py", "api", "client.py", "errors.py", "models", "py.typed", "types.py"}
        return
    assert files == {
        "pets",
        "pyproject.toml",
        "README.md",
        ".gitignore",
        *(["setup.py"] if meta == MetaType.SETUP else []),
    }
    pyproject = tomllib.loads((tmp_path / "project" / "pyproject.toml").read_text(encoding="utf-8"))
    assert (pyproject["project"]["name"], pyproject["project"]["version"]) == ("pets-api", "1.2.0")
    assert 'A "title" \\ {x} [tool.evil]' in pyproject["project"]["description"]
    assert "evil" not in pyproject["tool"]
    backends = {
        "poetry": "poetry.core.masonry.api",
        "setup": "setuptools.build_meta",
        "pdm": "pdm.backend",
        "uv": "uv_build",
    }
    assert pyproject["build-system"]["build-backend"] == backends[meta]
    assert load("pets.models", tmp_path / "project").Pet(name="a").to_dict() == {"name": "a"}


def test_names_and_versions(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the title and the version of the document, unless a setting has them; without an output path, below here."""
    monkeypatch.chdir(tmp_path)
    (warning,) = texts(
        run(MetaType.UV, doc={**DOCUMENT, "info": {"title": "My Pets", "version": "2024-11-05"}}, out=None),
        ErrorLevel.WARNING,
    )
    assert "'2024-11-05' is no version of a package" in warning
    pyproject = (tmp_path / "my-pets-client" / "pyproject.toml").read_text(encoding="utf-8")
    assert 'version = "0.1.0"' in pyproject
    assert (tmp_path / "my-pets-client" / "my_pets_client" / "py.typed").is_file()
    assert run(MetaType.UV, out=None, project_name_override="zoo.kit", package_version_override="3.1rc1") == []
    assert 'version = "3.1rc1"' in (tmp_path / "zoo.kit" / "pyproject.toml").read_text(encoding="utf-8")
    assert (tmp_path / "zoo.kit" / "zoo_kit" / "__init__.py").is_file()
    assert run(out=None) == []
    assert (tmp_path / "small_client" / "__init__.py").is_file()


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("project_name_override", "../evil"),
        ("project_name_override", 'a"\n'),
        ("package_name_override", "../evil"),
        ("package_name_override", "a-b"),
        ("package_name_override", "class"),
        ("package_version_override", '1"\n[tool.evil]'),
    ],
)
def test_names_that_cannot_be_used(run: Run, tmp_path: Path, setting: str, value: str) -> None:
    """They are part of paths and of TOML."""
    (error,) = texts(run(MetaType.UV, **{setting: value}), ErrorLevel.ERROR)
    assert error.startswith(f"{setting}: ")
    assert [path.name for path in tmp_path.iterdir()] == ["openapi.json"]


def test_overwrite(run: Run, tmp_path: Path) -> None:
    """Only if it is set; files of the user beside the package are kept, and files in it are not lost."""
    assert run(MetaType.POETRY, package_name_override="pets", overwrite=False) == []
    (error,) = texts(run(MetaType.POETRY, package_name_override="pets", overwrite=False), ErrorLevel.ERROR)
    assert "already exists" in error
    (tmp_path / "built" / "poetry.lock").write_text("mine", encoding="utf-8")
    assert run(MetaType.POETRY, package_name_override="pets") == []
    assert (tmp_path / "built" / "poetry.lock").read_text(encoding="utf-8") == "mine"
    (tmp_path / "built" / "pets" / "notes.txt").write_text("mine", encoding="utf-8")
    (error,) = texts(run(MetaType.POETRY, package_name_override="pets"), ErrorLevel.ERROR)
    assert "'notes.txt', which was not generated" in error


def test_post_hooks(run: Run, tmp_path: Path) -> None:
    """They run last, in the folder of the project; one that fails is an error, one that is missing a warning."""
    assert run(MetaType.UV, post_hooks=["echo done > hook.txt && ls"]) == []
    assert (tmp_path / "built" / "hook.txt").read_text(encoding="utf-8") == "done\n"
    missing, failed = run(MetaType.UV, post_hooks=["no-such-program x", "ls no-such-file"])
    assert (missing.level, missing.header, missing.detail) == (
        ErrorLevel.WARNING,
        "Skipping Integration",
        "no-such-program is not in PATH",
    )
    assert (failed.level, failed.header) == (ErrorLevel.ERROR, "ls failed")
    assert "no-such-file" in str(failed.detail)
    assert (tmp_path / "built" / "pyproject.toml").is_file()


def test_the_default_hooks_do_not_run(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They would run whatever ruff comes first in PATH; a hook does not run after an error either."""
    fake = tmp_path / "bin" / "ruff"
    fake.parent.mkdir()
    fake.write_text(f"#!/bin/sh\ntouch {tmp_path}/CANARY\n", encoding="utf-8")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{fake.parent}{os.pathsep}{os.environ['PATH']}")
    for meta in (MetaType.NONE, MetaType.UV):
        assert run(meta, out=tmp_path / meta) == []
    assert run(doc=document({"/a/..": {"get": GET}}), post_hooks=[f"touch {tmp_path}/CANARY"])
    assert not (tmp_path / "CANARY").exists()


def test_custom_templates(run: Run, tmp_path: Path) -> None:
    """Those of our names are rendered; another name, or another folder, is reported."""
    folder = tmp_path / "templates"
    assert texts(run(templates=folder), ErrorLevel.ERROR) == [f"custom_template_path: {folder} is not a folder"]
    folder.mkdir()
    (folder / "README.md.jinja").write_text("# Mine: {{ project_name }}", encoding="utf-8")
    (folder / "endpoint_macros.py.jinja").write_text("", encoding="utf-8")
    (warning,) = texts(run(MetaType.UV, templates=folder), ErrorLevel.WARNING)
    assert warning.startswith("the custom template endpoint_macros.py.jinja is never rendered")
    assert (tmp_path / "built" / "README.md").read_text(encoding="utf-8") == "# Mine: small-client"


def test_a_document_at_an_address(run: Run, load: Any, raw_server: Any) -> None:
    """Fetched by one request; a status that is no success is an error."""
    content = json.dumps(DOCUMENT).encode()
    head = b"HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
    served = raw_server(lambda peer, _: peer.sendall(head % (b"200 OK", len(content)) + content))
    assert run(source=f"{served.url}/openapi") == []
    assert load("built.models").Pet(name="a").name == "a"
    missing = raw_server(lambda peer, _: peer.sendall(head % (b"404 Not Found", 0)))
    (error,) = texts(run(source=f"{missing.url}/openapi"), ErrorLevel.ERROR)
    assert "status 404" in error
    assert [len(server.requests) for server in (served, missing)] == [1, 1]
    (error,) = texts(run(source="ftp://127.0.0.1/openapi.json"), ErrorLevel.ERROR)
    assert "ftp://" in error


def test_the_stock_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command of that project, with our function in place of its own."""
    monkeypatch.setattr(openapi_python_client, "generate", generate)
    source, settings = tmp_path / "openapi.json", tmp_path / "config.yaml"
    source.write_text(json.dumps(DOCUMENT), encoding="utf-8")
    settings.write_text("literal_enums: true\nclass_overrides: {Pet: {class_name: Animal}}\n", encoding="utf-8")
    options = ["--path", str(source), "--config", str(settings), "--output-path", str(tmp_path / "out"), "--meta", "uv"]
    done = CliRunner().invoke(app, ["generate", *options])
    assert done.exit_code == 0, done.output
    assert "literal_enums changes nothing" in done.output
    assert (tmp_path / "out" / "small_client" / "models" / "animal.py").is_file()
    assert CliRunner().invoke(app, ["generate", *options, "--overwrite", "--fail-on-warning"]).exit_code == 1
