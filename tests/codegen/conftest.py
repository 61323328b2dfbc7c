"""Generate packages from documents, and import them."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from openapi_python_client.config import Config, ConfigFile, MetaType

from scripts.codegen import generate
from tests.raw_server import raw_server

__all__ = ["raw_server"]

Build = Callable[..., ModuleType]


def document(paths: dict[str, Any] | None = None, schemas: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """Return a small OpenAPI 3.1 document."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Small", "version": "1"},
        "paths": paths or {},
        "components": {"schemas": schemas or {}},
        **more,
    }


def ok_response(schema: dict[str, Any], media: str = "application/json") -> dict[str, Any]:
    """Return the ``responses`` of an operation: 200 with this schema."""
    return {"200": {"description": "ok", "content": {media: {"schema": schema}}}}


def configured(source: Path, out: Path) -> Config:
    """Return a configuration as a user of the stock function makes it."""
    return Config.from_sources(ConfigFile(), MetaType.NONE, source, "utf-8", True, out)


@pytest.fixture
def errors_of(tmp_path: Path) -> Callable[[dict[str, Any]], list[str]]:
    """Generate from a document and return the errors as text."""

    def run(doc: dict[str, Any]) -> list[str]:
        source = tmp_path / "openapi.json"
        source.write_text(json.dumps(doc), encoding="utf-8")
        return [str(error.header) for error in generate(config=configured(source, tmp_path / "out"))]

    return run


@pytest.fixture
def build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Build]:
    """Generate from a document and import the package; its modules are forgotten with the test."""
    monkeypatch.syspath_prepend(str(tmp_path))
    names: list[str] = []

    def run(doc: dict[str, Any], module: str = "") -> ModuleType:
        name = f"built_{len(names)}"
        source = tmp_path / f"{name}.json"
        source.write_text(json.dumps(doc), encoding="utf-8")
        errors = generate(config=configured(source, tmp_path / name))
        assert not errors, [error.header for error in errors]
        names.append(name)
        return import_module(f"{name}{module}")

    yield run
    for loaded in list(sys.modules):
        if loaded.partition(".")[0] in names:
            del sys.modules[loaded]
