"""A provider is a folder: started from its document, corrected where the lint says, and nothing else is touched."""

from __future__ import annotations

import copy
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scripts import generate, lint_spec
from scripts.lint_spec import problems_of
from scripts.oas.load import load
from scripts.providers.command import main
from scripts.spec.provider import load_overlaid, load_provider
from scripts.spec.roles import guess_roles
from tests.emulator.invented import DOCUMENT
from tests.spec.support import FOLDERS, NAMES, REPOSITORY, SPEC

DECIDED = {
    "url: DECIDE": "url: https://invented.example/openapi.json",
    "waiting: DECIDE": "waiting: queued",
    "broken: DECIDE": "broken: failed",
}
JOB = {"task": {"key": "video_0"}, "kind": "clip", "percent": "0%", "started": "2026-11-21T08:00:00+00:00"}
SAMPLES = {
    "create.json": ("create", 202, {"data": {**JOB, "state": "waiting"}}),
    "done.json": (
        "retrieve",
        200,
        {"data": {**JOB, "state": "done", "percent": "100%", "output": {"videos": [{"uri": "/files/1.mp4"}]}}},
    ),
}


def document() -> dict[str, Any]:
    """Return the document of a provider that does not exist, whose list takes what a list takes."""
    root = copy.deepcopy(DOCUMENT)
    root["paths"]["/api/clips"]["get"]["parameters"][1]["required"] = False
    return root


def start(spec: Path, name: str = "invented", content: dict[str, Any] | None = None) -> Path:
    """Start a folder with the command, beside the shared files of ``spec/``."""
    spec.mkdir(exist_ok=True)
    shutil.copy(SPEC / "statuses.yaml", spec)
    source = spec.parent / "published.json"
    source.write_text(json.dumps(document() if content is None else content), encoding="utf-8")
    assert main(["start", "--name", name, "--from", str(source), "--spec", str(spec)]) == 0
    return spec / name


def decide(folder: Path) -> None:
    """Do what a maintainer does: settle what was left open, and keep two payloads."""
    path = folder / "provider.yaml"
    text = path.read_text(encoding="utf-8")
    for old, new in DECIDED.items():
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    for name, (operation, status, body) in SAMPLES.items():
        sample = {"source": "https://invented.example/page", "operation": operation, "http_status": status}
        text = json.dumps({**sample, "note": None, "elided_by_source": False, "body": body}, indent=2)
        (folder / "samples" / name).write_text(text, encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of the invented provider, finished."""
    started = start(tmp_path / "spec")
    decide(started)
    return started


@pytest.mark.timeout(300)
def test_a_provider_of_another_shape_needs_only_its_folder(folder: Path, tmp_path: Path) -> None:
    """Other paths, 202, `done`, a URL in a list, relative: generated, emulated, and through the whole journey."""
    assert [str(problem) for problem in problems_of(folder)] == []
    out = tmp_path / "generated"
    assert generate.main(["--spec", str(folder.parent), "--out", str(out), "--json"]) == 0
    paths = [str(out), str(REPOSITORY / "src"), str(REPOSITORY)]
    program = "import videojobs_api; print(*videojobs_api.PROVIDERS)"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "PYTHONDONTWRITEBYTECODE": "1"}
    listed = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
    )
    assert listed.stdout.split() == ["invented"]
    tests = [sys.executable, "-m", "pytest", "-c", "pyproject.toml", "-q", "-p", "no:cacheprovider", "-p", "no:xdist"]
    tests += ["-m", ""]  # with both clients, one of which is left to the night for the other providers
    run = subprocess.run(
        [*tests, "tests/test_journey.py"], cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout[-6000:]
    assert int(re.findall(r"(\d+) passed", run.stdout)[0]) >= 25


def test_open_points_have_file_line_and_remedy(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The command ends with what is left to decide, each with its place."""
    folder = start(tmp_path / "spec")
    output = capsys.readouterr().out
    for pattern in (r"provider\.yaml:\d+:\d+: /source/url: .*https://", r"/statuses/waiting: .*use one of: queued"):
        assert re.search(pattern, output)
    assert "lint_spec invented" in output
    assert lint_spec.main(["--spec", str(folder.parent), "invented"]) == 1


def provider(old: str, new: str) -> Callable[[Path], None]:
    """Return an edit of provider.yaml."""

    def edit(folder: Path) -> None:
        path = folder / "provider.yaml"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    return edit


def sample(change: Callable[[dict[str, Any]], object]) -> Callable[[Path], None]:
    """Return an edit of the finished job's sample."""

    def edit(folder: Path) -> None:
        path = folder / "samples" / "done.json"
        content = json.loads(path.read_text(encoding="utf-8"))
        change(content)
        path.write_text(json.dumps(content, indent=2), encoding="utf-8")

    return edit


MISTAKES: list[tuple[str, Callable[[Path], None], str]] = [
    ("unknown key", provider("base_url:", "baseurl: x\nbase_url:"), r"provider.yaml:\d+:1: /baseurl: .*base_url"),
    ("unknown role", provider("  list:", "  lists:"), r"provider.yaml:\d+:3: /operations/lists: .*did you mean 'list'"),
    (
        "wrong operation",
        provider("retrieve: oneClip", "retrieve: getClip"),
        r"/operations/retrieve: .*'getClip': use one of: .*oneClip",
    ),
    ("wrong role", provider("create: makeClip", "create: dropClip"), r"/operations/.*(also that of|role|body|take)"),
    ("no key asked for", lambda folder: (folder / "overlay.yaml").unlink(), r"openapi.yaml:\d+:\d+: .*no key.*overlay"),
    ("bad pointer", provider("- /percent", "- percent"), r"provider.yaml:\d+:\d+: /fields/progress/0: "),
    (
        "dead pointer",
        provider("- /percent", "- /per_cent"),
        r"/fields/progress/0: '/per_cent' leads nowhere.*correct it",
    ),
    ("dead error pointer", provider("- /number", "- /errno"), r"/errors/code/0: '/errno' leads nowhere"),
    (
        "no encoding of it",
        provider("  - json", "  - json\n  - multipart"),
        r"/create/encodings/1: .*multipart.*correct the list",
    ),
    (
        "status left out",
        provider("  waiting: queued\n", ""),
        r"(openapi.yaml|create.json):\d+:\d+: .*'waiting'.*statuses",
    ),
    (
        "status repeated",
        provider("  waiting: queued", "  waiting: queued\n  done: completed"),
        r"/statuses/done: .*remove",
    ),
    ("no such status", provider("waiting: queued", "waiting: wait"), r"/statuses/waiting: 'wait' .*use one of: queued"),
    ("no content operation", provider("source: url", "source: endpoint"), r"/content/source: .*write 'source: url'"),
    (
        "sample that does not decode",
        sample(lambda content: content["body"]["data"].pop("task")),
        r"done.json:\d+:\d+: /body.*(required|no id)",
    ),
    (
        "sample of an unknown status",
        sample(lambda content: content["body"]["data"].update(state="polishing")),
        r"done.json:\d+:\d+: /body/data/state: .*polishing",
    ),
    (
        "sample that does not fit",
        sample(lambda content: content["body"]["data"].update(length="4")),
        r"done.json:\d+:\d+: /body/data/length: .*correct the document in overlay.yaml",
    ),
    ("sample of nothing", sample(lambda content: content.update(operation="fetch")), r"done.json:\d+:\d+: /operation"),
    (
        "sample without source",
        sample(lambda content: content.update(source="")),
        r"done.json:\d+:\d+: /source: .*write",
    ),
    ("sample that is no JSON", lambda folder: (folder / "samples/done.json").write_text("{"), r"done.json:1:\d+: "),
    (
        "document that is no YAML",
        lambda folder: (folder / "openapi.yaml").write_text("a: ["),
        r"openapi.yaml:\d+:\d+: ",
    ),
]


@pytest.mark.parametrize(("edit", "pattern"), [case[1:] for case in MISTAKES], ids=[case[0] for case in MISTAKES])
def test_every_mistake_is_reported_with_file_line_and_remedy(
    folder: Path, capsys: pytest.CaptureFixture[str], edit: Callable[[Path], object], pattern: str
) -> None:
    """One line each, ``file:line:col: /pointer: what: how to fix``; never a traceback."""
    edit(folder)
    assert lint_spec.main(["--spec", str(folder.parent)]) == 1
    lines = capsys.readouterr().err.splitlines()
    assert lines and all(re.match(r"\S.*:\d+:\d+: \S*: .+: .+", line) for line in lines)
    assert any(re.search(pattern, line) for line in lines), lines


@pytest.mark.parametrize("folder", FOLDERS, ids=NAMES)
def test_committed_folders_have_no_problems(folder: Path) -> None:
    """The rules for a new folder hold for each that is there."""
    assert [str(problem) for problem in problems_of(folder)] == []


@pytest.mark.parametrize("folder", FOLDERS, ids=NAMES)
def test_roles_of_real_documents_are_guessed(folder: Path) -> None:
    """By paths and methods alone, each operation gets the role that it has in the folder's provider.yaml."""
    facts = load_provider(folder)
    guessed = {role: one.operation_id for role, one in guess_roles(load_overlaid(folder)[1]).items()}
    assert guessed == dict(facts.operations)


def test_operations_without_an_id_get_one_by_an_overlay(tmp_path: Path) -> None:
    """Documents of some tools name none."""
    content = document()
    for item in content["paths"].values():
        for operation in item.values():
            if isinstance(operation, dict):
                operation.pop("operationId", None)
    folder = start(tmp_path / "spec", content=content)
    decide(folder)
    assert [str(problem) for problem in problems_of(folder)] == []
    actions = load(folder / "overlay.yaml").root["actions"]
    assert isinstance(actions, list) and len(actions) == 5


@pytest.mark.parametrize("name", ["Invented", "in vented", "../x", "", "1x", "x_y", "-x"])
def test_unusable_name_is_refused(tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Before anything is written."""
    source = tmp_path / "a.json"
    source.write_text("{}", encoding="utf-8")
    assert main(["start", f"--name={name}", "--from", str(source), "--spec", str(tmp_path / "spec")]) == 2
    assert "NAME=" in capsys.readouterr().err
    assert not (tmp_path / "spec").exists()


def test_existing_folder_is_left_alone(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing in it is overwritten."""
    before = (folder / "provider.yaml").read_bytes()
    source = folder.parents[1] / "published.json"
    assert main(["start", "--name", "invented", "--from", str(source), "--spec", str(folder.parent)]) == 2
    assert "exists already" in capsys.readouterr().err
    assert (folder / "provider.yaml").read_bytes() == before


@pytest.mark.parametrize(
    "content", ["{}", '{"paths": {"/x": {"get": {}}}}', "[]", "{", '{"paths": []}', '{"paths": {"/x": 1}}']
)
def test_a_document_without_jobs_is_refused_with_its_place(
    tmp_path: Path, content: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """No folder is left behind."""
    spec = tmp_path / "spec"
    spec.mkdir()
    shutil.copy(SPEC / "statuses.yaml", spec)
    source = tmp_path / "published.json"
    source.write_text(content, encoding="utf-8")
    assert main(["start", "--name", "x", "--from", str(source), "--spec", str(spec)]) == 2
    assert re.match(r".*published\.json:\d+:\d+: .*: .*", capsys.readouterr().err)
    assert not (spec / "x").exists()


def in_part(root: dict[str, Any]) -> dict[str, Any]:
    """Return the document as a part of a platform's: other jobs with a prompt, characters, edits of images."""
    other = {"post": {"operationId": "createResponse", "responses": {"200": {"description": "no video"}}}}
    job = copy.deepcopy(root["paths"]["/videos/{id}"])
    paths = {
        "/responses": other,
        "/responses/{id}": {"get": {"operationId": "getResponse", "responses": {"200": {"description": "no video"}}}},
        "/images/edits": {"post": {"operationId": "editImage", "responses": {"200": {"description": "no video"}}}},
        "/videos/characters": {
            "post": {"operationId": "createCharacter", "responses": {"200": {"description": "one"}}}
        },
        "/videos/characters/{id}": {**job, "get": {**job["get"], "operationId": "getCharacter"}},
    }
    return {**root, "paths": {**paths, **root["paths"]}}


PLATFORM = in_part(
    {
        "openapi": "3.1.0",
        "info": {"title": "Platform", "version": "1"},
        "paths": {
            "/videos": {
                "post": {
                    "operationId": "createVideo",
                    "requestBody": {
                        "content": {
                            "application/json": {
                                "schema": {
                                    "type": "object",
                                    "properties": {
                                        "promptText": {"type": "string"},
                                        "model": {"type": "string"},
                                        "duration": {"type": "integer"},
                                        "aspect_ratio": {"type": "string"},
                                        "resolution": {"type": "string"},
                                        "promptImage": {"type": "string"},
                                    },
                                }
                            }
                        }
                    },
                    "responses": {
                        "200": {
                            "description": "a job",
                            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Job"}}},
                        }
                    },
                }
            },
            "/videos/{id}": {
                "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
                "get": {
                    "operationId": "getVideo",
                    "responses": {
                        "200": {
                            "description": "a job",
                            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Job"}}},
                        }
                    },
                },
            },
        },
        "components": {
            "schemas": {
                "Unused": {"type": "string"},
                "Job": {
                    "type": "object",
                    "properties": {
                        "id": {"type": "string", "format": "uuid"},
                        "status": {"type": "string", "enum": ["queued", "completed"]},
                        "request": {
                            "type": "object",
                            "properties": {"image": {"properties": {"url": {"type": "string"}}}},
                        },
                        "assets": {"type": "object", "properties": {"video": {"type": "string"}}},
                    },
                },
            }
        },
    }
)


def test_a_platforms_document_is_cut_down_to_its_videos(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The operations in use are kept with what they refer to; fields of the body and of the job are guessed."""
    folder = start(tmp_path / "spec", "platform", PLATFORM)
    assert "4 of the document's 7 operations are kept" in capsys.readouterr().out
    document = load(folder / "openapi.yaml").root
    assert sorted(document["paths"]) == ["/videos", "/videos/characters", "/videos/characters/{id}", "/videos/{id}"]
    assert list(document["components"]["schemas"]) == ["Job"]
    provider_yaml = load(folder / "provider.yaml").root
    assert provider_yaml["operations"] == {
        "create": "createVideo",
        "retrieve": "getVideo",
        "create_character": "createCharacter",
        "retrieve_character": "getCharacter",
    }
    fields = {"prompt": "promptText", "seconds": "duration", "aspect_ratio": "aspect_ratio", "resolution": "resolution"}
    reference = {"field": "promptImage", "forms": ["url", "data_url"], "write": "text"}
    assert provider_yaml["create"] == {
        "encodings": ["json"],
        "seconds": "integer",
        "fields": fields,
        "references": [reference],
    }
    assert provider_yaml["fields"] == {"video_url": ["/assets/video"]}
    assert provider_yaml["ids"] == {"prefix": "", "alphabet": "uuid"}


def test_an_id_that_only_a_create_has_and_an_image_inside_an_object(tmp_path: Path) -> None:
    """The id that was asked with counts afterwards; `null` beside a type changes nothing."""
    content = copy.deepcopy(PLATFORM)
    body = content["paths"]["/videos"]["post"]["requestBody"]["content"]["application/json"]["schema"]["properties"]
    body["duration"] = {"type": ["integer", "null"]}
    body["image"] = {"type": ["object", "null"], "properties": {"url": {"type": "string"}}}
    del body["promptImage"]
    started = {"type": "object", "properties": {"request_id": {"type": "string"}}}
    media = content["paths"]["/videos"]["post"]["responses"]["200"]["content"]["application/json"]
    media["schema"] = started
    del content["components"]["schemas"]["Job"]["properties"]["id"]
    provider_yaml = load(start(tmp_path / "spec", "platform", content) / "provider.yaml").root
    assert provider_yaml["fields"]["id"] == ["/request_id"]
    assert provider_yaml["quirks"] == {"no_id_when_retrieved": True}
    assert provider_yaml["create"]["seconds"] == "integer"
    reference = {"field": "image", "forms": ["url", "data_url"], "write": "text", "shape": {"url": "$image"}}
    assert provider_yaml["create"]["references"] == [reference]


@pytest.mark.parametrize("create_is_wrapped", [True, False])
def test_an_id_of_a_create_beside_wrapped_jobs(tmp_path: Path, create_is_wrapped: bool) -> None:
    """The pointer of the id counts from the job, as the others do, and the folder has no open point because of it."""
    content = copy.deepcopy(PLATFORM)
    job = content["components"]["schemas"]["Job"]
    del job["properties"]["id"]
    content["components"]["schemas"]["Job"] = {"type": "object", "properties": {"data": job}}
    started = {"type": "object", "properties": {"task_id": {"type": "string"}}}
    if create_is_wrapped:
        started = {"type": "object", "properties": {"data": started}}
    content["paths"]["/videos"]["post"]["responses"]["200"]["content"]["application/json"]["schema"] = started
    folder = start(tmp_path / "spec", "platform", content)
    provider_yaml = load(folder / "provider.yaml").root
    assert (provider_yaml["fields"]["job"], provider_yaml["fields"]["id"]) == (["/data"], ["/task_id"])
    assert [str(problem) for problem in problems_of(folder) if "/fields" in str(problem)] == []


def test_an_id_in_the_query(tmp_path: Path) -> None:
    """`ids.parameter` is guessed where the path of the state has no parameter; an id in a path counts more."""
    content = copy.deepcopy(PLATFORM)
    state = content["paths"].pop("/videos/{id}")
    state.pop("parameters", None)
    state["get"]["parameters"] = [
        {"name": "verbose", "in": "query", "schema": {"type": "boolean"}},
        {"name": "task_id", "in": "query", "required": True, "schema": {"type": "string"}},
    ]
    content["paths"]["/videos/status"] = state
    folder = start(tmp_path / "spec", "platform", content)
    provider_yaml = load(folder / "provider.yaml").root
    assert (provider_yaml["operations"]["create"], provider_yaml["operations"]["retrieve"]) == (
        "createVideo",
        "getVideo",
    )
    assert provider_yaml["ids"]["parameter"] == "task_id"
    listed = copy.deepcopy(PLATFORM)
    listed["paths"]["/videos"]["get"] = {**state["get"], "operationId": "findVideos"}
    provider_yaml = load(start(tmp_path / "other", "platform", listed) / "provider.yaml").root
    assert (provider_yaml["operations"]["retrieve"], provider_yaml["operations"]["list"]) == ("getVideo", "findVideos")
    assert "parameter" not in provider_yaml["ids"]


def test_required_headers(tmp_path: Path) -> None:
    """Those whose value the document gives are in provider.yaml; the lint asks for the others."""
    content = copy.deepcopy(PLATFORM)
    schemas = {"X-Async": {"type": "string", "enum": ["enable"]}, "X-Tenant": {"type": "string"}}
    content["paths"]["/videos"]["post"]["parameters"] = [
        {"name": name, "in": "header", "required": True, "schema": schema} for name, schema in schemas.items()
    ]
    folder = start(tmp_path / "spec", "platform", content)
    assert load(folder / "provider.yaml").root["headers"] == {"create": {"x-async": "enable"}}
    path = folder / "provider.yaml"
    path.write_text(path.read_text("utf-8").replace("url: DECIDE", "url: https://platform.example/a"), encoding="utf-8")
    (problem,) = problems_of(folder)
    assert "requires the header x-tenant of create, and nothing sends it" in str(problem)
