"""Write, generate and serve the folder of a provider that does not exist."""

from __future__ import annotations

import importlib
import json
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from attrs import evolve

import videojobs_api
from scripts import generate
from scripts.lint_spec import problems_of
from scripts.oas.yaml_writer import to_yaml
from tests.spec.support import SPEC
from videojobs.dialect import Dialect
from videojobs.emulator import Served, serve
from videojobs.jobs.model import capabilities

NAME = "imagined"


def write_folder(spec: Path, document: dict[str, Any], provider: dict[str, Any]) -> Path:
    """Write a provider's folder beside the shared files of ``spec/``."""
    folder = spec / NAME
    (folder / "samples").mkdir(parents=True)
    shutil.copy(SPEC / "statuses.yaml", spec)
    (folder / "openapi.yaml").write_text(to_yaml(document), encoding="utf-8")
    (folder / "provider.yaml").write_text(to_yaml(provider), encoding="utf-8")
    return folder


def problems(folder: Path) -> list[str]:
    """Return what the lint reports, without the path of the folder."""
    return [str(problem).removeprefix(f"{folder}/") for problem in problems_of(folder)]


@contextmanager
def generated(folder: Path) -> Iterator[tuple[Dialect, dict[str, Any]]]:
    """Generate from a folder; yield its dialect and document."""
    out = folder.parent.parent / "generated"
    assert generate.main(["--spec", str(folder.parent), "--out", str(out), "--json"]) == 0
    place = str(out / "videojobs_api")
    videojobs_api.__path__.append(place)
    importlib.invalidate_caches()
    capabilities._read.cache_clear()
    try:
        dialect = importlib.import_module(f"videojobs_api.{NAME}.dialect").DIALECT
        yield dialect, json.loads((out / "videojobs_api" / NAME / "openapi.json").read_text(encoding="utf-8"))
    finally:
        videojobs_api.__path__.remove(place)
        for module in [name for name in sys.modules if name.startswith(f"videojobs_api.{NAME}")]:
            del sys.modules[module]


@contextmanager
def served(folder: Path, **settings: Any) -> Iterator[tuple[Dialect, Served]]:
    """Generate from a folder, and serve its emulator; the dialect's address is that of the emulator."""
    with (
        generated(folder) as (dialect, document),
        serve(dialect=dialect, document=document, **settings) as emulator,
    ):
        yield evolve(dialect, base_url=emulator.base_url), emulator
