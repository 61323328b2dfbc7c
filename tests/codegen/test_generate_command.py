"""``python -m scripts.generate``: what it prints and writes, and its exit codes; the same bytes wherever it runs."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from scripts.codegen.views.value_types import listed_types
from scripts.generate import main
from tests.codegen.conftest import document, ok_response
from videojobs.dialect import Create

HOME = Path(__file__).parents[2]
SPEC = HOME / "spec"
PROVIDER = "cometapi"
JOB = {"type": "object", "properties": {"id": {"type": "string"}}}


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    """A copy of one provider's folder and the shared table."""
    folder = tmp_path / "spec"
    shutil.copytree(SPEC / PROVIDER, folder / PROVIDER)
    shutil.copy(SPEC / "statuses.yaml", folder)
    return folder


@pytest.fixture
def two_tags(tmp_path: Path) -> Path:
    """A document of two tags, one of which cannot be generated."""

    def get(name: str, tag: str, **more: Any) -> dict[str, Any]:
        return {"get": {"operationId": name, "tags": [tag], "responses": ok_response(JOB), **more}}

    bad = [{"name": "x", "in": "header", "schema": {"type": "object"}}]
    paths = {"/a": get("getA", "Good"), "/a/b": get("getB", "Good"), "/c": get("getC", "Bad", parameters=bad)}
    path = tmp_path / "openapi.json"
    path.write_text(json.dumps(document(paths)), encoding="utf-8")
    return path


def tree(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder."""
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file() and "__pycache__" not in path.parts]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def test_it_writes_any_folder_anywhere(spec: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With progress and a table; then it is up to date, until someone edits a file."""
    options = ["--spec", str(spec), "--out", str(tmp_path / "out")]
    assert main(options) == 0
    output = capsys.readouterr().out
    assert f"  {PROVIDER} ..." in output
    assert output.splitlines()[-2].split()[:2] == [PROVIDER, "4"]
    assert main([*options, "--check"]) == 0
    edited = tmp_path / "out" / "videojobs_api" / PROVIDER / "client.py"
    edited.write_text("", encoding="utf-8")
    assert main([*options, "--check"]) == 1
    assert f"{PROVIDER}/client.py: differs" in capsys.readouterr().err
    assert edited.read_text(encoding="utf-8") == ""


def test_warnings_of_a_folder_are_printed(spec: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With the name of the folder: a default that its own schema refuses is nothing to fail for, and no secret."""
    path = spec / PROVIDER / "openapi.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("type: integer", "type: integer\n          default: many", 1), encoding="utf-8")
    options = ["--spec", str(spec), "--out", str(tmp_path / "out")]
    assert main(options) == 0
    assert re.search(rf"^warning: {PROVIDER}: .*default", capsys.readouterr().err, re.MULTILINE)
    assert main([*options, "--json"]) == 0
    (summary,) = json.loads(capsys.readouterr().out)["providers"]
    assert len(summary["warnings"]) == 1


def test_json(spec: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The summary, the differences and the error, each as one JSON object on the standard output."""
    options = ["--spec", str(spec), "--out", str(tmp_path / "out"), "--json"]
    assert main(options) == 0
    (summary,) = json.loads(capsys.readouterr().out)["providers"]
    assert (summary["provider"], summary["operations"], summary["aliases"]) == (PROVIDER, 4, 0)
    assert main([*options, "--check"]) == 0
    assert json.loads(capsys.readouterr().out) == {"differences": []}
    assert main([*options, "--provider", "nobody"]) == 3
    assert "no provider 'nobody'" in json.loads(capsys.readouterr().out)["error"]


def test_a_refusal_is_one_line_and_changes_nothing(
    spec: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """``file:line:col: /pointer: what: how to fix``, exit code 3."""
    options = ["--spec", str(spec), "--out", str(tmp_path / "out")]
    assert main(options) == 0
    before = tree(tmp_path / "out")
    text = (spec / PROVIDER / "openapi.yaml").read_text(encoding="utf-8")
    (spec / PROVIDER / "openapi.yaml").write_text(text.replace("operationId: getVideo\n", "operationid: getVideo\n"))
    capsys.readouterr()
    assert main(options) == 3
    error = capsys.readouterr().err
    assert len(error.splitlines()) == 1
    assert tree(tmp_path / "out") == before
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["videojobs_api"]


@pytest.mark.parametrize(
    "title", ['x"""', "coding: utf-7", "a\\", "x\nimport os", "# type: ignore", "{{ 7 }}", "\u2028import os"]
)
def test_a_hostile_folder_stays_data(spec: Path, tmp_path: Path, title: str) -> None:
    """What provider.yaml says ends up in comments, docstrings and the dialect."""
    facts = spec / PROVIDER / "provider.yaml"
    lines = [line for line in facts.read_text(encoding="utf-8").splitlines() if not line.startswith("title:")]
    facts.write_text("\n".join([f"title: {json.dumps(title)}", *lines]), encoding="utf-8")
    assert main(["--spec", str(spec), "--out", str(tmp_path / "out")]) == 0
    package = tmp_path / "out" / "videojobs_api" / PROVIDER
    tree_of_dialect = ast.parse((package / "dialect.py").read_bytes())
    assert title in {node.value for node in ast.walk(tree_of_dialect) if isinstance(node, ast.Constant)}
    for path in package.rglob("*.py"):
        first = path.read_bytes().splitlines()[:2]
        assert not any(re.search(rb"coding[:=]", line) for line in first)


def test_one_provider_again_leaves_the_others(tmp_path: Path) -> None:
    """Their values stay in the types that all providers share."""
    out = tmp_path / "out" / "videojobs_api"
    shutil.copytree(HOME / "generated" / "videojobs_api", out, ignore=shutil.ignore_patterns("__pycache__"))
    before = tree(out)
    assert main(["--spec", str(SPEC), "--out", str(out.parent), "--provider", PROVIDER]) == 0
    assert tree(out) == before


def test_listed_values_become_types() -> None:
    """Lengths are numbers where they can be; no value gets out of its quotes."""
    hostile = ('x"] | exit()', "a\\", "\u2028import os", "line\nModelName = 1", "Ω")
    lines = listed_types(Create(model_values=hostile, seconds_values=("4", "8s", "9" * 5000)))
    (models, seconds) = ast.parse("\n".join(lines)).body
    assert isinstance(models, ast.Assign) and isinstance(models.value, ast.Subscript)
    assert ast.literal_eval(models.value.slice) == hostile
    assert isinstance(seconds, ast.Assign) and isinstance(seconds.value, ast.Subscript)
    assert ast.literal_eval(seconds.value.slice) == (4, "8s", "9" * 5000)


def test_two_folders_of_one_package(spec: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Names that fall together are refused; so are the names of the shared modules."""
    for name in ("COMETAPI", "statuses", "values"):
        shutil.copytree(spec / PROVIDER, spec / name)
        assert main(["--spec", str(spec), "--out", str(tmp_path / "out")]) == 3
        assert "are both the package" in capsys.readouterr().err
        shutil.rmtree(spec / name)


@pytest.mark.parametrize(
    "options",
    [
        ["--select", "x"],
        ["--allow", "/x"],
        ["--document", "x", "--check"],
        ["--document", "x", "--provider", "y"],
        ["--nonsense"],
    ],
)
def test_a_wrong_command_line(options: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2, as usual."""
    with pytest.raises(SystemExit) as caught:
        main(options)
    assert caught.value.code == 2
    assert "usage: python -m scripts.generate" in capsys.readouterr().err


@pytest.mark.parametrize("option", ["--spec", "--document"])
def test_nothing_to_generate_from(option: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder or file that is not there."""
    assert main([option, str(tmp_path / "nowhere"), "--out", str(tmp_path / "out")]) == 3
    assert "nowhere" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_part_of_a_document(two_tags: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By tag or path; what is not selected does not matter; what is refused says where."""
    options = ["--document", str(two_tags), "--out", str(tmp_path / "out")]
    assert main(options) == 3
    assert "/paths/~1c/get/parameters/0/schema: an object in the header" in capsys.readouterr().err
    assert main([*options, "--select", "Bad"]) == 3
    assert main([*options, "--select", "Good"]) == 0
    assert (tmp_path / "out" / "api" / "good" / "get_b.py").is_file()
    assert main([*options, "--select", "/a/b"]) == 0
    assert [path.name for path in (tmp_path / "out" / "api" / "good").glob("get_*")] == ["get_b.py"]
    capsys.readouterr()
    assert main([*options, "--select", "/nope"]) == 3
    assert (
        "no operation has the tag or path '/nope': use a path, or one of these tags: Good, Bad"
        in capsys.readouterr().err
    )


def test_an_unknown_key_can_be_allowed(two_tags: Path, tmp_path: Path) -> None:
    """By its pointer, and only that one."""
    doc = json.loads(two_tags.read_text(encoding="utf-8"))
    doc["paths"]["/a"]["get"]["nonsense"] = 1
    two_tags.write_text(json.dumps(doc), encoding="utf-8")
    options = ["--document", str(two_tags), "--out", str(tmp_path / "out"), "--select", "Good"]
    assert main(options) == 3
    assert main([*options, "--allow", "/paths/~1a/get/nonsense"]) == 0


def generated(spec: Path, out: Path, cwd: Path, seed: str) -> dict[str, bytes]:
    """Run the command in a process of its own."""
    environment = {
        **os.environ,
        "PYTHONHASHSEED": seed,
        "PYTHONPATH": os.pathsep.join([str(HOME), str(HOME / "src")]),
    }
    command = [sys.executable, "-m", "scripts.generate", "--spec", str(spec), "--out", str(out), "--json"]
    subprocess.run(command, cwd=cwd, env=environment, check=True, capture_output=True)
    return tree(out)


@pytest.mark.parametrize("seed", ["2", pytest.param("1", marks=pytest.mark.nightly)])
def test_the_same_bytes_everywhere(tmp_path: Path, seed: str) -> None:
    """Another hash seed and working directory, and a folder above with a configuration of ruff's and a hostile one."""
    hostile = tmp_path / "hostile" / "deeper"
    hostile.mkdir(parents=True)
    (tmp_path / "hostile" / "ruff.toml").write_text('line-length = 40\n[format]\nquote-style = "single"\n')
    (tmp_path / "hostile" / "pyproject.toml").write_text('[tool.ruff]\nline-length = 1\nextend = "/nowhere.toml"\n')
    (hostile / ".editorconfig").write_text("root = true\n[*]\nindent_style = tab\n")
    result = generated(SPEC, hostile / "out", hostile, seed)
    committed = tree(HOME / "generated" / "videojobs_api")
    assert {name.removeprefix("videojobs_api/"): text for name, text in result.items()} == committed
    assert not any(str(tmp_path).encode() in text or b"/work" in text for text in result.values())


def test_warnings_are_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """On the standard error stream, one line each."""
    doc = document({"/a": {"post": {"operationId": "a", "requestBody": {"content": {}}, "responses": {}}}})
    source = tmp_path / "openapi.json"
    source.write_text(json.dumps(doc), encoding="utf-8")
    assert main(["--document", str(source), "--out", str(tmp_path / "out"), "--json"]) == 0
    warning = "warning: /paths/~1a/post/requestBody: lists no media type: no body is sent\n"
    assert capsys.readouterr().err == warning
