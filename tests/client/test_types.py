"""What type checkers flag, accept and infer, of names of providers and of arguments of a create."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any, get_args

import pytest

import videojobs
import videojobs_api
from videojobs import ConfigurationError, VideoClient, capabilities, provider_name
from videojobs.dialect import Dialect
from videojobs.http.models import layout_of
from videojobs.jobs.registry import load_dialect
from videojobs_api import values

ROOT = Path(__file__).resolve().parents[2]
# A comment names the checkers that flag a line. mypy takes a variable without an annotation for any text.
PROGRAM = """\
import videojobs
from videojobs import AsyncVideoClient, JobRef, ProviderName, VideoClient, provider_name
from videojobs.emulator import create_app, in_process, serve
from videojobs.pytest_plugin import NewEmulator

client = VideoClient("openai")
VideoClient("opnai")  # mypy pyright
AsyncVideoClient("vllm_omni")  # mypy pyright
videojobs.capabilities("opnai")  # mypy pyright
videojobs.parse_job("opnai", "{}")  # mypy pyright
videojobs.read_webhook("opnai", b"", {})  # mypy pyright


def configured(name: str, checked: ProviderName, ref: JobRef) -> None:
    VideoClient(name)  # mypy pyright
    VideoClient(provider_name(name))
    VideoClient(provider_name(ref.provider))
    VideoClient(checked)
    reveal_type(provider_name(name))


variable = "poe"
VideoClient(variable)  # mypy
annotated: ProviderName = "poe"
VideoClient(annotated)
wrong: ProviderName = "po"  # mypy pyright

reveal_type(client.create)
client.create("a boat", model="sora-2", seconds=8, size="1280x720")
client.create("a boat", model="a-new-one", seconds=7.5, size="16:10")
client.create("a boat", seconds="8s", size=(1280, 720))
client.create("a boat", model=2)  # mypy pyright
client.create("a boat", seconds=b"8")  # mypy pyright
client.create("a boat", size=720)  # mypy pyright
client.render("a boat", "boat.mp4", model="a-new-one", seconds=7.5, size="16:10")
client.render("a boat", "boat.mp4", model=2)  # mypy pyright


async def asynchronous(client: AsyncVideoClient) -> None:
    await client.create("a boat", model="a-new-one", seconds=7.5, size="16:10")
    await client.create("a boat", seconds=b"8")  # mypy pyright


create_app("openai", render_seconds=0.5, faults=["create=503"], only_encoding="json", seed=1)
create_app("openai", render_second=0.5)  # mypy pyright
create_app("openai", render_seconds="0.5")  # mypy pyright
create_app("openai", only_encoding="yaml")  # mypy pyright
with serve("openai", port=8000, unknown_ids="create") as server:
    server.app.fail_next("create=503", times=2)
    server.app.switch_on("503", operation="create", probability="0.5")  # mypy pyright
serve("openai", unknown_ids=True)  # mypy pyright
with in_process("openai", api_key="key", on_request=print) as emulator:
    emulator.fail_next("503", operation="create", after=1)
    emulator.fail_next("503", time=2)  # mypy pyright
in_process("openai", api_key=b"key")  # mypy pyright


def in_a_test(new_videojobs_emulator: NewEmulator) -> None:
    new_videojobs_emulator("openai", render_seconds=0)
    new_videojobs_emulator("openai", render=0)  # mypy pyright
"""


def lines_for(checker: str) -> set[int]:
    """Return the numbers of the lines that a checker must flag."""
    return {number for number, line in enumerate(PROGRAM.splitlines(), 1) if checker in line.partition("  # ")[2]}


def run(*command: str, cwd: Path) -> str:
    """Run a module; return what it prints."""
    paths = os.pathsep.join([str(ROOT / "src"), str(ROOT / "generated")])
    environment = {**os.environ, "MYPYPATH": paths}
    return subprocess.run(
        [sys.executable, "-m", *command], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    ).stdout


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """The program, in a folder of its own."""
    path = tmp_path / "program.py"
    path.write_text(PROGRAM, encoding="utf-8")
    return path


@pytest.mark.nightly
def test_mypy_flags_typos_and_accepts_other_values(program: Path) -> None:
    """The listed values are in the signature, though they forbid no other."""
    options = ["--strict", "--follow-imports=silent", "--cache-dir", str(program.parent / "cache")]
    output = run("mypy", *options, program.name, cwd=program.parent)
    assert {int(line) for line in re.findall(r"^program\.py:(\d+): error", output, re.MULTILINE)} == lines_for("mypy")
    name, create = re.findall(r'Revealed type is "(.*)"$', output, re.MULTILINE)
    assert re.findall(r"Literal\['([\w-]+)'\]", name) == sorted(videojobs_api.PROVIDERS)
    assert all(f"Literal[{value}]" in create for value in ("'sora-2'", "'Veo-3.1'", "8", "'1280x720'", "'16:9'"))


def test_pyright_flags_typos_and_accepts_other_values(program: Path) -> None:
    """The same; an editor completes the listed values (`Literal`), also where the signature is printed without them."""
    (program.parent / "pyrightconfig.json").write_text(
        json.dumps({"typeCheckingMode": "strict", "extraPaths": [str(ROOT / "src"), str(ROOT / "generated")]})
    )
    output = run("basedpyright", "--outputjson", "--pythonpath", sys.executable, cwd=program.parent)
    found = json.loads(output)["generalDiagnostics"]
    flagged = {item["range"]["start"]["line"] + 1 for item in found if item["severity"] != "information"}
    assert flagged == lines_for("pyright")
    name, create = (item["message"] for item in found if item["severity"] == "information")
    assert all(f"'{provider}'" in name for provider in videojobs_api.PROVIDERS)
    assert "Literal[4, 8, 12, 16, 20]" in create
    assert any("is not assignable to \"Literal['sora-2']\"" in item["message"] for item in found)


def test_the_name_of_a_provider_from_text() -> None:
    """It is returned unchanged; another text is refused as the clients refuse it."""
    for name in videojobs_api.PROVIDERS:
        assert provider_name(name) == name
    assert set(get_args(videojobs.ProviderName)) == set(videojobs_api.PROVIDERS)
    with pytest.raises(ConfigurationError, match="no provider is named 'opnai'; did you mean 'openai'"):
        provider_name("opnai")
    no_text: Any = ["openai"]
    with pytest.raises(ConfigurationError, match="no provider is named"):
        VideoClient(no_text)


@pytest.mark.parametrize("name", sorted(videojobs_api.PROVIDERS))
def test_types_have_the_listed_values_of_each_provider(name: str) -> None:
    """The values of `capabilities`, as types."""
    able = capabilities(provider_name(name))
    module = getattr(values, videojobs_api.PROVIDERS[name], None)
    assert get_args(getattr(module, "ModelName", None)) == able.models
    assert get_args(getattr(module, "Seconds", None)) == able.seconds
    assert get_args(getattr(module, "Size", None)) == able.sizes


def _argument_fields(dialect: Dialect) -> dict[str, set[str]]:
    """Return the fields of a create's body that take each argument."""
    fields = dialect.create.fields
    sizes = {fields.size, fields.width, fields.height, fields.aspect_ratio, fields.resolution}
    images = {reference.field.strip("/").split("/")[0] for reference in dialect.create.references}
    single = {"prompt": {fields.prompt}, "model": {fields.model}, "seconds": {fields.seconds}}
    return {name: names - {""} for name, names in {**single, "size": sizes, "input_reference": images}.items()}


def test_nearly_every_provider_has_a_field_for_each_argument() -> None:
    """So that types need not differ from provider to provider; docs/decisions.md."""
    fields = {name: _argument_fields(load_dialect(name)) for name in videojobs_api.PROVIDERS}
    lacking = [name for name, arguments in fields.items() if not all(arguments.values())]
    assert len(lacking) <= len(fields) / 10, f"overloads for each provider would be of use: {lacking}"


@pytest.mark.parametrize("name", sorted(videojobs_api.PROVIDERS))
def test_each_argument_has_a_documented_field(name: str) -> None:
    """Of the bodies that the provider's create takes."""
    dialect = load_dialect(name)
    documented = {
        key
        for model in import_module(dialect.operations["create"].module).BODIES.values()
        for key in layout_of(model).keys
    }
    assert set().union(*_argument_fields(dialect).values()) <= documented
