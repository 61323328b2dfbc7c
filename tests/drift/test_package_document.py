"""A package whose code has the newest document: installed, or unpacked with stand-ins for its neighbours, and asked."""

from __future__ import annotations

import json
import shutil
import sys
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from scripts.drift import sources
from scripts.drift.fetch import package as fetcher
from scripts.drift.fetch.package import PackageDocument, describe_package
from scripts.drift.fetch.unreachable import Unreachable
from scripts.drift.report.advice import advice
from scripts.drift.run import RunOptions, run
from scripts.spec.facts import Package
from scripts.spec.provider import load_provider
from scripts.vendor import main as vendor
from tests.spec.support import SPEC, upstream

PUBLISHING = [path.parent.name for path in sorted(SPEC.glob("*/provider.yaml")) if "latest:" in path.read_text()]
PACKAGES = [name for name in PUBLISHING if isinstance(load_provider(SPEC / name).source.latest, Package)]
TODAY = date(2026, 11, 21)
ROUTES = """
from engine.kernels import fast, Params
from pydantic import BaseModel

class Clip(BaseModel):
    id: str
    size: int = fast.DEFAULT or 1

class Router:
    routes = []

    def openapi(self):
        return {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {"/clips": {}}}

router = Router()
"""


def published(name: str, version: str = "9.9.9", **edits: str) -> PackageDocument:
    """Return the recorded document of a package, with some texts replaced."""
    text = upstream(f"{name}/openapi.videos.yaml").read_text(encoding="utf-8")
    for old, new in edits.items():
        text = text.replace(old, new)
    return PackageDocument(package=name, version=version, content=json.dumps(yaml.safe_load(text)).encode())


def asked(monkeypatch: pytest.MonkeyPatch, document: PackageDocument) -> None:
    """Let each package describe itself so, without the network."""
    monkeypatch.setattr(fetcher, "describe_package", lambda package: document)


def test_documents_are_looked_for_at_most_providers() -> None:
    """Five at an address, three in the code of a package."""
    assert PACKAGES == ["litellm", "sglang", "vllm-omni"]
    assert set(PUBLISHING) - set(PACKAGES) == {"azure", "newapi", "openai", "openrouter", "together"}


def test_corrections_are_not_about_the_rest_of_a_document(tmp_path: Path) -> None:
    """A server describes all its routes: one of ours that a wildcard is about, and seven hundred that it is not."""
    document = json.loads(published("litellm").content)
    parameter = {"name": "id", "in": "path", "required": True, "schema": {"type": "string", "title": "Id"}}
    other = {"operationId": "other", "parameters": [parameter], "responses": {"422": {"description": "no"}}}
    document["paths"] = {"/models/{id}": {"get": other}, **document["paths"]}
    document["components"]["schemas"]["ErrorResponse"] = {"type": "object", "properties": {"detail": {}}}
    revision = tmp_path / "revision.json"
    revision.write_text(json.dumps(document), encoding="utf-8")
    report = run(RunOptions(today=TODAY, provider="litellm", revision=str(revision)))
    assert report.changes == ()
    assert {state.state for state in report.overlay} == {"still needed"}
    assert all(sample.after for sample in report.samples)


@pytest.mark.parametrize("name", PACKAGES)
def test_the_recorded_document_is_no_drift(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the pinned version says of itself is what is vendored."""
    asked(monkeypatch, published(name))
    report = run(RunOptions(today=TODAY, provider=name))
    assert report.changes == ()
    assert (report.base.name, report.revision.name) == (f"spec/{name}/openapi.yaml", f"package {name} 9.9.9")


def test_a_newer_version_drifts_and_is_vendored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    """The report names the version; `make vendor` writes it as the revision, and leaves address and license."""
    shutil.copytree(SPEC, tmp_path / "spec")
    asked(monkeypatch, published("sglang", version="0.6.0", reference_url="image_url"))
    report = run(RunOptions(today=TODAY, provider="sglang", impact=False))
    assert report.revision.name == "package sglang 0.6.0"
    assert "Bring the revision in: `make vendor PROVIDER=sglang`." in advice(report)
    assert {item.kind for item in report.changes} == {"property-removed", "property-added-optional"}
    assert vendor(["--provider", "sglang", "--spec", str(tmp_path / "spec"), "--today", "2026-12-01"]) == 0
    assert "image_url" in (tmp_path / "spec/sglang/openapi.yaml").read_text()
    before, after = (load_provider(folder / "sglang").source for folder in (SPEC, tmp_path / "spec"))
    assert (after.revision, after.retrieved, after.sha256) == ("0.6.0", "2026-12-01", None)
    assert (after.url, after.license, after.latest) == (before.url, before.license, before.latest)


def test_a_package_that_lost_its_routes_is_unreachable(monkeypatch: pytest.MonkeyPatch) -> None:
    """As for an address: a document without most of our paths is not drift."""
    empty = PackageDocument(package="sglang", version="1", content=b'{"openapi": "3.1.0", "info": {}, "paths": {}}')
    asked(monkeypatch, empty)
    with pytest.raises(Unreachable, match=r"package sglang 1: .* paths that we have are missing"):
        run(RunOptions(today=TODAY, provider="sglang"))


def wheel_of_an_engine(folder: Path) -> None:
    """Write a package whose routes import an engine that is not there."""
    with zipfile.ZipFile(folder / "engine-2.5-py3-none-any.whl", "w") as wheel:
        wheel.writestr("engine/routes.py", ROUTES)
        wheel.writestr("engine/kernels.py", "import torch")
        wheel.writestr("engine/weights.bin", "not Python")


def test_an_unpacked_package_describes_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the listed modules run; what they import besides is a stand-in, and no key of ours is seen."""
    wheel_of_an_engine(tmp_path)
    monkeypatch.setenv("SOME_API_KEY", "secret")
    commands: list[list[str]] = []
    run_program = fetcher._run

    def without_network(name: str, failure: str, command: list[str], **settings: Any) -> str:
        commands.append(command)
        if "venv" in command or "install" in command:
            return ""
        if "download" in command:
            target = Path(command[command.index("--dest") + 1])
            target.mkdir(parents=True)
            shutil.copy(tmp_path / "engine-2.5-py3-none-any.whl", target)
            return ""
        assert "SOME_API_KEY" not in settings["environment"]
        return run_program(name, failure, [sys.executable, *command[1:]], **settings)

    monkeypatch.setattr(fetcher, "_run", without_network)
    package = Package(
        package="engine",
        app="engine.routes:router",
        requires=("pydantic",),
        modules=("engine.routes",),
        stand_ins=("engine",),
    )
    described = describe_package(package)
    assert (str(described), json.loads(described.content)["paths"]) == ("package engine 2.5", {"/clips": {}})
    assert [command[-1] for command in commands[1:3]] == ["pydantic", "engine"]


def test_a_package_that_cannot_be_asked_is_unreachable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message has the end of what its code wrote, in one line."""
    monkeypatch.setattr(fetcher, "_PROGRAM", tmp_path / "describe.py")
    (tmp_path / "describe.py").write_text("raise SystemExit('no module named torch')")
    run_program = fetcher._run

    def without_network(name: str, failure: str, command: list[str], **settings: Any) -> str:
        if str(tmp_path / "describe.py") in command:
            return run_program(name, failure, [sys.executable, *command[1:]], **settings)
        return "1.0\n"

    monkeypatch.setattr(fetcher, "_run", without_network)
    with pytest.raises(Unreachable) as caught:
        describe_package(Package(package="some[thing]", app="some:app"))
    assert str(caught.value).startswith(
        "upstream unreachable: package some[thing] 1.0: its code does not describe itself: no module named torch: "
    )


def test_an_address_is_not_asked_as_a_package() -> None:
    """It is downloaded by the comparison itself."""
    assert str(sources.latest_document(SPEC / "openai")).startswith("https://")
