"""Vendoring a revision: the changed lines, the unchanged ones, and all or nothing."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from scripts import vendor
from scripts.drift.fetch.fetch import Fetched
from scripts.lint_spec import problems_of
from scripts.oas.load import load
from scripts.spec.provider import load_provider
from tests.raw_server import RawServer, Script, answer
from tests.spec.support import NAMES, REPOSITORY, SPEC, upstream
from tests.vendor.support import (
    COMMIT,
    NEXT,
    OURS,
    PROVIDER,
    TODAY,
    changed,
    copied,
    published,
    ref,
    run,
    save,
    small,
    texts,
)

Capture = pytest.CaptureFixture[str]


def test_the_published_document_changes_nothing(tmp_path: Path) -> None:
    """Vendoring the published document again gives the same bytes."""
    folder = copied(tmp_path, "openai")
    before = texts(folder)
    whole = tmp_path / "whole.yaml"
    whole.write_bytes(gzip.decompress(upstream("openai/openapi.full.yaml.gz").read_bytes()))
    assert run(folder, upstream("openai/openapi.videos.yaml")) == 0
    assert run(folder, whole) == 0
    assert texts(folder) == before


@pytest.mark.parametrize("name", [name for name in NAMES if load_provider(SPEC / name).source.kind == "vendored"])
def test_our_own_document_changes_nothing(tmp_path: Path, name: str) -> None:
    """A vendored document in any style is its own revision."""
    folder = copied(tmp_path, name)
    before = texts(folder)
    assert run(folder, SPEC / name / "openapi.yaml") == 0
    assert texts(folder) == before


@pytest.mark.parametrize("part", ["retrieve", "create"])
def test_a_published_part_changes_nothing(tmp_path: Path, part: str) -> None:
    """Of a publisher with a document for each operation, each document equals ours."""
    folder = copied(tmp_path, "apifox")
    before = texts(folder)
    source = upstream(f"apifox/{part}.openapi.yaml")
    assert run(folder, source) == 3
    assert run(folder, source, "--part") == 0
    assert texts(folder) == before


def test_a_part_leaves_the_rest(tmp_path: Path) -> None:
    """A document of one operation changes that operation, in the style of the file; the others stay."""
    folder = copied(tmp_path, "apifox")
    old = texts(folder)
    part = yaml.safe_load(old["openapi.yaml"])
    del part["paths"]["/v1/videos"]
    answer_of = part["paths"]["/v1/videos/{id}"]["get"]["responses"]["200"]["content"]["application/json"]
    answer_of["schema"]["properties"]["size"]["type"] = "integer"
    answer_of["schema"]["required"].append("new")
    source = save(folder, part)
    assert run(folder, source, "--part") == 0
    went, came = changed(old["openapi.yaml"], texts(folder)["openapi.yaml"])
    assert (went, came) == (["type: string"], ["type: integer", "- new"])
    assert texts(folder)["provider.yaml"] == old["provider.yaml"]
    assert run(folder, source, "--part", "--revision", "of today") == 0
    went, came = changed(old["provider.yaml"], texts(folder)["provider.yaml"])
    assert came == ["revision: 'of today'", f"retrieved: '{TODAY}'"]


def test_a_real_change_and_back(tmp_path: Path) -> None:
    """An earlier revision is vendored with a clean lint; the newest one restores the folder."""
    folder = copied(tmp_path, "openai")
    before = texts(folder)
    source = upstream("openai/revisions/2026-06-17.yaml")
    assert run(folder, source) == 0
    went, came = changed(before["openapi.yaml"], texts(folder)["openapi.yaml"])
    assert set(went) == {"deprecated: true", "identifier: MIT"} and len(came) == 1
    assert problems_of(folder) == []
    between = texts(folder)
    assert run(folder, source) == 0
    assert texts(folder) == between
    assert run(folder, upstream("openai/openapi.videos.yaml")) == 0
    assert texts(folder)["openapi.yaml"] == before["openapi.yaml"]


def test_other_prose_is_not_a_change(tmp_path: Path, capsys: Capture) -> None:
    """Published prose, tags, extensions and other operations are left out, and nothing is written."""
    folder = small(tmp_path)
    assert run(folder, save(folder, published())) == 0
    assert texts(folder) == {"openapi.yaml": OURS, "provider.yaml": PROVIDER}
    assert "nothing to bring in" in capsys.readouterr().out


def test_one_enum_value_is_one_line(tmp_path: Path) -> None:
    """One more value upstream is one more line; a second run changes nothing."""
    folder, document = small(tmp_path), published()
    document["components"]["schemas"]["Clip"]["properties"]["status"]["enum"].append("failed")
    source = save(folder, document)
    assert run(folder, source) == 0
    first = texts(folder)
    assert changed(OURS, first["openapi.yaml"]) == ([], ["- failed"])
    assert run(folder, source, "--today", "2027-02-01") == 0
    assert texts(folder) == first


def test_the_source_is_recorded(tmp_path: Path) -> None:
    """Revision, address, day and hash are edits of provider.yaml as text: its comments stay."""
    folder, document = small(tmp_path), published()
    document["info"]["version"] = "1.1.0"
    source = save(folder, document)
    assert run(folder, source, "--revision", NEXT) == 0
    digest = hashlib.sha256(source.read_bytes()).hexdigest()
    expected = PROVIDER.replace(COMMIT, NEXT).replace("a" * 64, digest).replace("2026-11-21", TODAY)
    assert texts(folder)["provider.yaml"] == expected


def test_without_a_commit_the_version_and_day_are_the_revision(tmp_path: Path, capsys: Capture) -> None:
    """A file without a commit is recorded by version and day; the pinned address would be wrong, and is reported."""
    folder, document = small(tmp_path), published()
    document["info"]["version"] = "1.1.0"
    assert run(folder, save(folder, document)) == 0
    source = load(folder / "provider.yaml").root["source"]
    assert isinstance(source, dict)
    assert source["revision"] == f"1.1.0, {TODAY}"
    assert source["url"] == "https://docs.example/main/openapi.yaml"
    assert "write the address of this revision" in capsys.readouterr().out


def test_an_explicit_revision_is_recorded_without_a_change(tmp_path: Path) -> None:
    """A revision on the command line is recorded, though nothing else changed; once."""
    folder = small(tmp_path)
    source = save(folder, published())
    assert run(folder, source, "--revision", NEXT) == 0
    assert texts(folder)["openapi.yaml"] == OURS
    first = texts(folder)
    assert NEXT in first["provider.yaml"]
    assert run(folder, source, "--revision", NEXT, "--today", "2027-03-01") == 0
    assert texts(folder) == first


def test_new_operations_are_vendored(tmp_path: Path, capsys: Capture) -> None:
    """An operation below the folder's paths is vendored without published prose, and reported; one elsewhere is not."""
    folder, document = small(tmp_path), published()
    document["paths"]["/clips/{id}/remix"] = {
        "post": {
            "operationId": "remixClip",
            "summary": "THEIR words",
            "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
            "responses": {
                "200": {"description": "THEIR words", "content": {"application/json": {"schema": ref("Remix")}}},
                "default": {"description": "THEIR words"},
            },
        }
    }
    remix = {"title": "THEIR words", "properties": {"title": {"type": "string", "title": "THEIR words"}}}
    document["components"]["schemas"]["Remix"] = {"type": "object", **remix}
    assert run(folder, save(folder, document)) == 0
    text, out = texts(folder)["openapi.yaml"], capsys.readouterr().out
    assert "THEIR" not in text and "/other" not in text and "Other" not in text
    assert changed(OURS, text)[0] == []
    assert yaml.safe_load(text)["components"]["schemas"]["Remix"]["properties"] == {"title": {"type": "string"}}
    assert yaml.safe_load(text)["paths"]["/clips/{id}/remix"]["post"]["responses"]["200"]["description"] == "OK."
    assert "POST /clips/{id}/remix (remixClip)" in out
    assert "/components/schemas/Remix/properties/title/title" in out
    assert problems_of(folder) == []


def test_a_renamed_operation_is_renamed_in_provider_yaml(tmp_path: Path, capsys: Capture) -> None:
    """An operation with a new id is matched by method and path, and renamed in provider.yaml."""
    folder, document = small(tmp_path), published()
    document["paths"]["/clips"]["get"]["operationId"] = "clips_list"
    document["paths"]["/clips/{id}"]["get"]["operationId"] = "getClip.v2"
    document["paths"]["/clips/{clip}"] = document["paths"].pop("/clips/{id}")
    document["paths"]["/clips/{clip}"]["get"]["parameters"][0]["name"] = "clip"
    assert run(folder, save(folder, document), "--revision", COMMIT) == 0
    went, came = changed(PROVIDER, texts(folder)["provider.yaml"])
    assert "retrieve: getClip.v2  # by id" in came and "also: [clips_list]" in came
    assert len(went) == len(came) == 4
    text = texts(folder)["openapi.yaml"]
    assert "Our words about the state" in text and "Our words about the list" in text
    assert "'getClip' is now 'getClip.v2'" in capsys.readouterr().out
    assert problems_of(folder) == []


def test_a_removed_operation_is_refused(tmp_path: Path, capsys: Capture) -> None:
    """An operation that provider.yaml names must exist: to drop it is a person's decision."""
    folder, document = small(tmp_path), published()
    del document["paths"]["/clips"]["get"]
    assert run(folder, save(folder, document)) == 3
    line = capsys.readouterr().err.strip()
    assert "'listClips' was removed" in line and "take it out of provider.yaml" in line and "\n" not in line
    assert texts(folder) == {"openapi.yaml": OURS, "provider.yaml": PROVIDER}


def test_our_prose_follows_its_place(tmp_path: Path) -> None:
    """Prose stays with its node: beside a new parameter, under a new name, in a component that was inline."""
    folder, document = small(tmp_path), published()
    parameters = document["paths"]["/clips"]["get"]["parameters"]
    parameters.insert(0, {"name": "after", "in": "query", "description": "THEIR words", "schema": {"type": "string"}})
    schemas = document["components"]["schemas"]
    schemas["Job"] = schemas.pop("Clip")
    schemas["Job"]["properties"]["id"]["description"] = "THEIR words"
    schemas["Prompt"] = schemas["Order"]["properties"]["prompt"]
    schemas["Order"]["properties"]["prompt"] = ref("Prompt")
    moved = json.loads(json.dumps(document).replace("schemas/Clip", "schemas/Job"))
    assert run(folder, save(folder, moved)) == 0
    result = yaml.safe_load(texts(folder)["openapi.yaml"])
    assert "THEIR" not in json.dumps(result)
    limit = result["paths"]["/clips"]["get"]["parameters"][1]
    assert (limit["name"], limit["description"]) == ("limit", "Our words about the limit.")
    job = result["components"]["schemas"]["Job"]
    assert job["description"] == "Our words about a clip."
    assert job["properties"]["description"]["description"] == "Our words about the description."
    assert result["components"]["schemas"]["Prompt"]["description"] == "Our words about the prompt."


def test_scopes_and_examples(tmp_path: Path) -> None:
    """The description of a scope is prose; an example is a payload, whatever its keys are called.

    Examples are taken over if ours has any: the texts in them may be under a license that ours is not.
    """
    folder, document = small(tmp_path), published()
    scheme = document["components"]["securitySchemes"]["key"]
    flow = {"tokenUrl": "https://api.example/token", "scopes": {"clips:read": "THEIR words"}}
    document["components"]["securitySchemes"]["key"] = {"type": "oauth2", "flows": {"clientCredentials": flow}}
    clip = document["components"]["schemas"]["Clip"]
    clip["example"] = {"description": "a payload", "x-menu": 1, "title": "a payload"}
    assert scheme["type"] == "http"
    assert run(folder, save(folder, document)) == 0
    result = yaml.safe_load(texts(folder)["openapi.yaml"])["components"]
    assert result["securitySchemes"]["key"]["flows"]["clientCredentials"]["scopes"] == {"clips:read": ""}
    assert "example" not in result["schemas"]["Clip"]
    ours = yaml.safe_load(OURS)
    ours["components"]["schemas"]["Clip"]["example"] = {"id": "a"}
    (folder / "openapi.yaml").write_text(yaml.safe_dump(ours, sort_keys=False), encoding="utf-8")
    assert run(folder, save(folder, document)) == 0
    result = yaml.safe_load(texts(folder)["openapi.yaml"])["components"]
    assert result["schemas"]["Clip"]["example"] == clip["example"]


def test_a_whole_document_stays_whole(tmp_path: Path) -> None:
    """A folder with a whole document keeps all of it: operations, tags and unused components."""
    folder, document = small(tmp_path), published()
    document["tags"].append({"name": "nowhere"})
    document["components"]["schemas"]["Spare"] = {"properties": {"other": ref("SpareToo")}}
    document["components"]["schemas"]["SpareToo"] = {}
    document["components"]["examples"] = {}
    (folder / "openapi.yaml").write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")
    before = texts(folder)
    assert run(folder, save(folder, document)) == 0
    assert texts(folder) == before
    del document["paths"]["/other"], document["components"]["schemas"]["Spare"], document["tags"][1]
    assert run(folder, save(folder, document)) == 0
    result = yaml.safe_load(texts(folder)["openapi.yaml"])
    assert "/other" not in result["paths"] and [tag["name"] for tag in result["tags"]] == ["clips"]
    assert list(result["components"]["schemas"]) == ["Order", "Clip", "SpareToo"]


def test_the_order_of_keys_stays(tmp_path: Path) -> None:
    """Keys in another order are not a change; a new key follows its predecessor upstream."""
    folder, document = small(tmp_path), published()
    properties = document["components"]["schemas"]["Clip"]["properties"]
    document["components"]["schemas"]["Clip"]["properties"] = {
        name: properties[name] for name in ("url", "status", "id", "description")
    }
    turned = {key: document[key] for key in reversed(document)}
    source = save(folder, turned)
    assert run(folder, source) == 0
    assert texts(folder)["openapi.yaml"] == OURS
    turned["components"]["schemas"]["Clip"]["properties"] = {"url": properties["url"], "new": {}, **properties}
    assert run(folder, save(folder, turned)) == 0
    result = yaml.safe_load(texts(folder)["openapi.yaml"])
    assert list(result["components"]["schemas"]["Clip"]["properties"]) == ["id", "description", "status", "url", "new"]


def test_comments_stay_or_are_reported(tmp_path: Path, capsys: Capture) -> None:
    """A comment stays with its neighbour; one whose place no longer exists is reported."""
    folder, document = small(tmp_path), published()
    document["components"]["schemas"]["Clip"]["properties"]["status"]["enum"][0] = "waiting"
    assert run(folder, save(folder, document)) == 0
    assert "# Words that the page explains." in texts(folder)["openapi.yaml"]
    assert "place no longer exists" not in capsys.readouterr().out
    del document["components"]["schemas"]["Clip"]["properties"]["status"]
    assert run(folder, save(folder, document)) == 0
    assert "# Words that the page explains." in capsys.readouterr().out


def test_stale_corrections_are_reported(tmp_path: Path, capsys: Capture) -> None:
    """Stale actions do not block a revision: each is reported, and so are the problems that they hid."""
    folder, document = small(tmp_path), published()
    overlay: dict[str, Any] = {"overlay": "1.0.0", "info": {"title": "t", "version": "1"}, "actions": []}
    for target, update in (("$.info", {"summary": "s"}), ("$.components.schemas.Clip", {"required": ["id"]})):
        action = {"target": target, "description": "why", "x-evidence": "openapi.yaml", "update": update}
        overlay["actions"].append(action)
    (folder / "overlay.yaml").write_text(yaml.safe_dump(overlay), encoding="utf-8")
    document["components"]["schemas"]["Clip"]["required"] = ["id"]
    document["components"]["schemas"]["Clip"]["properties"]["status"]["enum"].append("unheard_of")
    source = save(folder, document)
    assert run(folder, source) == 0
    out = capsys.readouterr().out
    assert "/actions/1" in out and "the correction is no longer needed" in out and "unheard_of" in out
    assert "/actions/0" not in out
    assert run(folder, source) == 0


def test_check_writes_nothing(tmp_path: Path, capsys: Capture) -> None:
    """``--check`` reports what would change, by text and exit code."""
    folder, document = small(tmp_path), published()
    source = save(folder, document)
    assert run(folder, source, "--check") == 0
    document["info"]["version"] = "2"
    source = save(folder, document)
    assert run(folder, source, "--check") == 1
    assert texts(folder) == {"openapi.yaml": OURS, "provider.yaml": PROVIDER}
    assert "1 line would change" in capsys.readouterr().out


@pytest.mark.parametrize("fails", [1, 2])
def test_a_failing_disk_leaves_both_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails: int) -> None:
    """If either file cannot be replaced, both have their old content, and no temporary file remains."""
    folder, document = small(tmp_path), published()
    document["info"]["version"] = "2"
    source = save(folder, document)
    calls: list[Path] = []
    real = os.replace

    def replace(new: Path, old: Path) -> None:
        calls.append(old)
        if len(calls) == fails:
            raise OSError(28, "No space left on device")
        real(new, old)

    monkeypatch.setattr(os, "replace", replace)
    assert run(folder, source) == 3
    assert texts(folder) == {"openapi.yaml": OURS, "provider.yaml": PROVIDER}
    assert len(calls) == fails


def test_a_failing_report_blocks_the_revision(tmp_path: Path) -> None:
    """A revision that cannot be compared is not written."""
    folder, document = small(tmp_path), published()
    document["info"]["version"] = "2"

    def refuse_comparison(base: Path, revision: Path, today: date, name: str) -> None:
        assert base == folder and "version: '2'" in revision.read_text(encoding="utf-8")
        raise load(folder / "openapi.yaml").error("/paths", "it cannot be compared", "correct it")

    arguments = ["--provider", "small", "--spec", str(folder.parent), "--from", str(save(folder, document))]
    assert vendor.main(arguments, print_drift=refuse_comparison) == 3
    assert texts(folder) == {"openapi.yaml": OURS, "provider.yaml": PROVIDER}


def test_the_drift_report_is_printed(tmp_path: Path, capsys: Capture) -> None:
    """The output has the effect on users of the client, with the name of the given file."""
    folder, document = small(tmp_path), published()
    document["components"]["schemas"]["Clip"]["properties"]["status"]["enum"].append("failed")
    source = save(folder, document)
    arguments = ["--provider", "small", "--spec", str(folder.parent), "--from", str(source)]
    assert vendor.main(arguments) == 0
    out = capsys.readouterr().out
    assert "failed" in out and source.name in out


HOSTILE = {
    "html": b"<!doctype html><p>Just a moment ...",
    "empty": b"",
    "error page": b"error code: 524",
    "empty object": b"{}",
    "swagger": b"swagger: '2.0'\npaths: {}\n",
    "no paths": b"openapi: 3.1.0\ninfo: {title: t, version: '1'}\n",
    "bytes": bytes(range(256)),
    "bomb": b"openapi: 3.1.0\na: &a [1,2]\nb: &b [*a,*a]\nc: &c [*b,*b]\nd: *x\n",
    "deep": b"openapi: 3.1.0\npaths: " + b"[" * 5000,
    "paths of text": b"openapi: 3.1.0\npaths: text\n",
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_other_content_is_refused(tmp_path: Path, content: bytes, capsys: Capture) -> None:
    """One line, exit code 3, nothing written."""
    folder = small(tmp_path)
    source = tmp_path / "published.yaml"
    source.write_bytes(content)
    assert run(folder, source) == 3
    line = capsys.readouterr().err.strip()
    assert line and "\n" not in line
    assert texts(folder) == {"openapi.yaml": OURS, "provider.yaml": PROVIDER}


@pytest.mark.parametrize(
    "edit",
    [
        lambda d: d["paths"]["/clips"]["post"].update(requestBody={"$ref": "#/components/requestBodies/None"}),
        lambda d: d["paths"]["/clips"]["post"].update(requestBody={"$ref": "other.yaml#/a"}),
        lambda d: d["paths"]["/clips"]["post"]["responses"].update({"200": {"$ref": "#/components"}}),
        lambda d: d["paths"]["/clips"].update(get=None),
        lambda d: d["paths"].update({"/clips": {"$ref": "#/x"}}),
        lambda d: d["paths"]["/clips"]["get"].update(operationId="makeClip"),
        lambda d: d["info"].update(version="\ud800"),
    ],
)
def test_broken_documents_are_refused(tmp_path: Path, edit: Callable[[Any], None], capsys: Capture) -> None:
    """Unresolved references, malformed operations, duplicate ids: one line, nothing written."""
    folder, document = small(tmp_path), published()
    edit(document)
    source = tmp_path / "published.json"
    source.write_text(json.dumps(document), encoding="utf-8")
    assert run(folder, source) == 3
    line = capsys.readouterr().err.strip()
    assert line and "\n" not in line
    assert texts(folder) == {"openapi.yaml": OURS, "provider.yaml": PROVIDER}


def test_recursive_schemas_are_vendored(tmp_path: Path) -> None:
    """A cycle of references is not a cycle of data."""
    folder, document = small(tmp_path), published()
    document["components"]["schemas"]["Clip"]["properties"]["parent"] = ref("Tree")
    document["components"]["schemas"]["Tree"] = {"anyOf": [ref("Clip"), ref("Tree"), {"items": ref("Tree")}]}
    source = save(folder, document)
    assert run(folder, source) == 0
    first = texts(folder)
    assert "Tree:" in first["openapi.yaml"]
    assert run(folder, source) == 0
    assert texts(folder) == first


def test_a_revision_by_address(tmp_path: Path, raw_server: Callable[[Script], RawServer], capsys: Capture) -> None:
    """The commit in an address is the revision; an error page is "upstream unreachable"."""
    folder, document = small(tmp_path), published()
    document["info"]["version"] = "1.1.0"
    body = json.dumps(document).encode()
    server = raw_server(lambda peer, _: peer.sendall(answer(body=body)))
    assert run(folder, f"{server.url}/{NEXT}/openapi.json") == 0
    assert NEXT in texts(folder)["provider.yaml"]
    before = texts(folder)
    for content in (b"<html>", json.dumps({**document, "paths": {"/other": {}}}).encode()):
        server = raw_server(lambda peer, _, content=content: peer.sendall(answer(body=content)))  # type: ignore[misc]
        assert run(folder, server.url) == 3
        assert capsys.readouterr().err.startswith("upstream unreachable: ")
    assert run(folder, "http://docs.example/openapi.yaml") == 3
    assert texts(folder) == before


@pytest.mark.parametrize("name", ["none", "../small", "", "compatible", "azure"])
def test_folders_without_a_published_document_are_refused(tmp_path: Path, name: str, capsys: Capture) -> None:
    """A document that we wrote ourselves is edited by hand."""
    folder = copied(tmp_path, "compatible")
    copied(tmp_path / "second", "azure").rename(folder.parent / "azure")
    assert run(folder.parent / name if name else folder.parent / "x", "whatever.yaml", "--provider", name) == 2
    assert capsys.readouterr().err


def test_a_missing_file_is_an_error(tmp_path: Path, capsys: Capture) -> None:
    """A wrong name is one line."""
    folder = small(tmp_path)
    assert run(folder, tmp_path / "none.yaml") == 3
    assert "cannot be read" in capsys.readouterr().err


def test_the_newest_document_is_the_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    """Without ``--from`` the address in provider.yaml is used; without that it is an error."""
    folder, requested = small(tmp_path), []

    def fetch(url: str, **_: object) -> Fetched:
        requested.append(url)
        return Fetched(content=json.dumps(published()).encode(), url=url)

    monkeypatch.setattr("scripts.drift.fetch.fetch.fetch", fetch)
    assert run(folder, "") == 0
    assert requested == ["https://docs.example/main/openapi.yaml"]
    lines = [line for line in PROVIDER.splitlines(keepends=True) if "latest" not in line]
    (folder / "provider.yaml").write_text("".join(lines), encoding="utf-8")
    assert run(folder, "") == 2
    assert "provider.yaml has no source.latest" in capsys.readouterr().err


def test_two_runs_at_once_leave_one_of_the_revisions(tmp_path: Path, capsys: Capture) -> None:
    """The second run notices that the files changed, and writes nothing."""
    folder, document = small(tmp_path), published()
    document["info"]["version"] = "2"
    first = save(folder, document)

    def other_run(base: Path, revision: Path, today: date, name: str) -> None:
        changed = published()
        changed["info"]["version"] = "3"
        assert run(base, save(base, changed, "other.yaml")) == 0

    arguments = ["--provider", "small", "--spec", str(folder.parent), "--from", str(first)]
    assert vendor.main(arguments, print_drift=other_run) == 3
    assert "version: '3'" in texts(folder)["openapi.yaml"]
    assert "changed while this ran" in capsys.readouterr().err


def test_ids_and_versions_that_cannot_be_shown(tmp_path: Path, capsys: Capture) -> None:
    """A version is written with escapes; an escaped id would be another one, so it is refused."""
    folder, document = small(tmp_path), published()
    document["info"]["version"] = "2\x1b[31m\n" + "x" * 500
    assert run(folder, save(folder, document)) == 0
    revision = load(folder / "provider.yaml").root["source"]["revision"]
    assert revision.startswith("2\\x1b[31m\\n") and len(revision) < 100
    before = texts(folder)
    document["paths"]["/clips"]["post"]["operationId"] = "make\x1b[31m"
    assert run(folder, save(folder, document)) == 3
    error = capsys.readouterr().err
    assert "cannot be shown" in error and "\x1b" not in error and error.count("\n") == 1
    assert texts(folder) == before


def test_problems_of_a_revision_name_the_folder(tmp_path: Path, capsys: Capture) -> None:
    """Not the scratch folder, which is deleted when the line is read."""
    folder, document = small(tmp_path), published()
    document["info"]["version"] = "2"
    document["paths"]["/clips"]["post"]["operationId"] = 5
    arguments = ["--provider", "small", "--spec", str(folder.parent), "--from", str(save(folder, document))]
    assert vendor.main(arguments) == 3
    assert capsys.readouterr().err.startswith(f"{folder / 'openapi.yaml'}:")


def test_letters_that_a_terminal_cannot_show_are_escaped(tmp_path: Path) -> None:
    """The revision is vendored, and the report is complete."""
    folder, document = small(tmp_path), published()
    schemas = document["components"]["schemas"]
    first = next(item for item in schemas.values() if "properties" in item)
    first["properties"]["h\u00f6he"] = {"type": "integer"}
    command = [sys.executable, "-m", "scripts.vendor", "--provider", "small", "--spec", str(folder.parent)]
    command += ["--from", str(save(folder, document))]
    plain = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = subprocess.run(command, cwd=REPOSITORY, env=plain, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "h\\xf6he" in done.stdout and "Left to do:" in done.stdout


def test_the_next_run_repairs_a_run_killed_between_the_files(tmp_path: Path) -> None:
    """provider.yaml is new, openapi.yaml is not: the change is vendored again."""
    folder, document = small(tmp_path), published()
    document["info"]["version"] = "2"
    source = save(folder, document)
    assert run(folder, source) == 0
    whole = texts(folder)
    (folder / "openapi.yaml").write_text(OURS, encoding="utf-8")
    assert run(folder, source) == 0
    assert texts(folder) == whole


@pytest.mark.parametrize(
    ("name", "published_as"),
    [
        ("litellm", "litellm/openapi.videos.yaml"),
        ("newapi", "newapi/relay.videos.yaml"),
        ("openrouter", "openrouter/openapi.videos.yaml"),
        ("sglang", "sglang/openapi.videos.yaml"),
        ("together", "together/openapi.videos.yaml"),
        ("vllm-omni", "vllm-omni/openapi.videos.yaml"),
    ],
)
def test_the_pinned_revision_is_what_is_vendored(name: str, published_as: str, capsys: Capture) -> None:
    """Bringing in the document that a folder was made from changes nothing in it."""
    assert run(SPEC / name, upstream(published_as), "--check") == 0
    assert "nothing to bring in" in capsys.readouterr().out
