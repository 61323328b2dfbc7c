"""Bringing a revision into a folder: what changes, what stays, and that it is all or nothing."""

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
    """What was vendored, vendored again from what was published, is the same to the byte."""
    folder = copied(tmp_path, "openai")
    before = texts(folder)
    whole = tmp_path / "whole.yaml"
    whole.write_bytes(gzip.decompress(upstream("openai/openapi.full.yaml.gz").read_bytes()))
    assert run(folder, upstream("openai/openapi.videos.yaml")) == 0
    assert run(folder, whole) == 0
    assert texts(folder) == before


@pytest.mark.parametrize("name", [name for name in NAMES if load_provider(SPEC / name).source.kind == "vendored"])
def test_our_own_document_changes_nothing(tmp_path: Path, name: str) -> None:
    """Whatever style a vendored document is written in: it is its own revision."""
    folder = copied(tmp_path, name)
    before = texts(folder)
    assert run(folder, SPEC / name / "openapi.yaml") == 0
    assert texts(folder) == before


@pytest.mark.parametrize("part", ["retrieve", "create"])
def test_a_published_part_changes_nothing(tmp_path: Path, part: str) -> None:
    """A publisher that gives a document for each operation: each of them is what we have."""
    folder = copied(tmp_path, "apifox")
    before = texts(folder)
    source = upstream(f"apifox/{part}.openapi.yaml")
    assert run(folder, source) == 3
    assert run(folder, source, "--part") == 0
    assert texts(folder) == before


def test_a_part_leaves_the_rest(tmp_path: Path) -> None:
    """Of a document of one operation, that one comes in, in the style of the file; the others stay to the letter."""
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
    """An earlier revision comes in with a clean lint; the newest one takes the folder back to where it was."""
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


def test_other_words_are_no_change(tmp_path: Path, capsys: Capture) -> None:
    """Their prose, tags, extensions and other operations do not come in, and nothing is written."""
    folder = small(tmp_path)
    assert run(folder, save(folder, published())) == 0
    assert texts(folder) == {"openapi.yaml": OURS, "provider.yaml": PROVIDER}
    assert "nothing to bring in" in capsys.readouterr().out


def test_one_enum_value_is_one_line(tmp_path: Path) -> None:
    """One value more upstream is one line more; a second run changes nothing."""
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
    """A file that tells no commit is known by its version and day; the pinned address would be wrong, and is told."""
    folder, document = small(tmp_path), published()
    document["info"]["version"] = "1.1.0"
    assert run(folder, save(folder, document)) == 0
    source = load(folder / "provider.yaml").root["source"]
    assert isinstance(source, dict)
    assert source["revision"] == f"1.1.0, {TODAY}"
    assert source["url"] == "https://docs.example/main/openapi.yaml"
    assert "write the address of this revision" in capsys.readouterr().out


def test_an_explicit_revision_is_recorded_without_a_change(tmp_path: Path) -> None:
    """Who names the revision wants it recorded, though nothing else changed; once."""
    folder = small(tmp_path)
    source = save(folder, published())
    assert run(folder, source, "--revision", NEXT) == 0
    assert texts(folder)["openapi.yaml"] == OURS
    first = texts(folder)
    assert NEXT in first["provider.yaml"]
    assert run(folder, source, "--revision", NEXT, "--today", "2027-03-01") == 0
    assert texts(folder) == first


def test_new_operations_come_in(tmp_path: Path, capsys: Capture) -> None:
    """An operation below the folder's paths is vendored without their words, and told; one elsewhere is not."""
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
    """An id that changed is found by method and path, and written where provider.yaml names it."""
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


def test_an_operation_that_is_gone_is_refused(tmp_path: Path, capsys: Capture) -> None:
    """What provider.yaml names must be there: whether to live without it is a person's decision."""
    folder, document = small(tmp_path), published()
    del document["paths"]["/clips"]["get"]
    assert run(folder, save(folder, document)) == 3
    line = capsys.readouterr().err.strip()
    assert "'listClips' was removed" in line and "take it out of provider.yaml" in line and "\n" not in line
    assert texts(folder) == {"openapi.yaml": OURS, "provider.yaml": PROVIDER}


def test_our_words_follow_their_places(tmp_path: Path) -> None:
    """Words stay with what they are about: beside a new parameter, under a new name, in a component that was inline."""
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
    made = yaml.safe_load(texts(folder)["openapi.yaml"])
    assert "THEIR" not in json.dumps(made)
    limit = made["paths"]["/clips"]["get"]["parameters"][1]
    assert (limit["name"], limit["description"]) == ("limit", "Our words about the limit.")
    job = made["components"]["schemas"]["Job"]
    assert job["description"] == "Our words about a clip."
    assert job["properties"]["description"]["description"] == "Our words about the description."
    assert made["components"]["schemas"]["Prompt"]["description"] == "Our words about the prompt."


def test_scopes_and_examples_are_told_apart(tmp_path: Path) -> None:
    """What explains a scope is prose; an example is a payload, whatever its keys are called."""
    folder, document = small(tmp_path), published()
    scheme = document["components"]["securitySchemes"]["key"]
    flow = {"tokenUrl": "https://api.example/token", "scopes": {"clips:read": "THEIR words"}}
    document["components"]["securitySchemes"]["key"] = {"type": "oauth2", "flows": {"clientCredentials": flow}}
    clip = document["components"]["schemas"]["Clip"]
    clip["example"] = {"description": "a payload", "x-menu": 1, "title": "a payload"}
    assert scheme["type"] == "http"
    assert run(folder, save(folder, document)) == 0
    made = yaml.safe_load(texts(folder)["openapi.yaml"])["components"]
    assert made["securitySchemes"]["key"]["flows"]["clientCredentials"]["scopes"] == {"clips:read": ""}
    assert made["schemas"]["Clip"]["example"] == clip["example"]


def test_a_whole_document_stays_whole(tmp_path: Path) -> None:
    """A folder that was started from all of a document keeps all of it: operations, tags and components without use."""
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
    made = yaml.safe_load(texts(folder)["openapi.yaml"])
    assert "/other" not in made["paths"] and [tag["name"] for tag in made["tags"]] == ["clips"]
    assert list(made["components"]["schemas"]) == ["Order", "Clip", "SpareToo"]


def test_the_order_of_keys_stays(tmp_path: Path) -> None:
    """Keys in another order are no change; a new one stands after the one that precedes it upstream."""
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
    made = yaml.safe_load(texts(folder)["openapi.yaml"])
    assert list(made["components"]["schemas"]["Clip"]["properties"]) == ["id", "description", "status", "url", "new"]


def test_comments_stay_or_are_told(tmp_path: Path, capsys: Capture) -> None:
    """A comment stays with its neighbour; one whose place is gone is named."""
    folder, document = small(tmp_path), published()
    document["components"]["schemas"]["Clip"]["properties"]["status"]["enum"][0] = "waiting"
    assert run(folder, save(folder, document)) == 0
    assert "# Words that the page explains." in texts(folder)["openapi.yaml"]
    assert "place no longer exists" not in capsys.readouterr().out
    del document["components"]["schemas"]["Clip"]["properties"]["status"]
    assert run(folder, save(folder, document)) == 0
    assert "# Words that the page explains." in capsys.readouterr().out


def test_corrections_that_fit_no_more_are_work_to_do(tmp_path: Path, capsys: Capture) -> None:
    """Stale actions do not keep a revision out: each is named, and so is what they hid."""
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
    """``--check`` tells what would come in, by text and exit code."""
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
    """Whichever file cannot be put in place: both are as they were, and nothing is left lying about."""
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


def test_a_report_that_fails_keeps_the_revision_out(tmp_path: Path) -> None:
    """What cannot be compared is not written."""
    folder, document = small(tmp_path), published()
    document["info"]["version"] = "2"

    def tell(base: Path, revision: Path, today: date, name: str) -> None:
        assert base == folder and "version: '2'" in revision.read_text(encoding="utf-8")
        raise load(folder / "openapi.yaml").error("/paths", "it cannot be compared", "correct it")

    words = ["--provider", "small", "--spec", str(folder.parent), "--from", str(save(folder, document))]
    assert vendor.main(words, print_drift=tell) == 3
    assert texts(folder) == {"openapi.yaml": OURS, "provider.yaml": PROVIDER}


def test_the_drift_report_is_printed(tmp_path: Path, capsys: Capture) -> None:
    """Beside what came in stands what it does to our users, held against what was handed over."""
    folder, document = small(tmp_path), published()
    document["components"]["schemas"]["Clip"]["properties"]["status"]["enum"].append("failed")
    source = save(folder, document)
    words = ["--provider", "small", "--spec", str(folder.parent), "--from", str(source)]
    assert vendor.main(words) == 0
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
def test_what_is_no_document_is_refused(tmp_path: Path, content: bytes, capsys: Capture) -> None:
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
    """References that lead nowhere, operations that are none, two of one id: one line, nothing written."""
    folder, document = small(tmp_path), published()
    edit(document)
    source = tmp_path / "published.json"
    source.write_text(json.dumps(document), encoding="utf-8")
    assert run(folder, source) == 3
    line = capsys.readouterr().err.strip()
    assert line and "\n" not in line
    assert texts(folder) == {"openapi.yaml": OURS, "provider.yaml": PROVIDER}


def test_schemas_that_hold_themselves_come_in(tmp_path: Path) -> None:
    """A cycle of references is no cycle of data."""
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
    """An address that names its commit tells the revision; a page in its place is upstream unreachable."""
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
    """A document that we wrote ourselves is edited where it stands."""
    folder = copied(tmp_path, "compatible")
    copied(tmp_path / "second", "azure").rename(folder.parent / "azure")
    assert run(folder.parent / name if name else folder.parent / "x", "whatever.yaml", "--provider", name) == 2
    assert capsys.readouterr().err


def test_a_file_that_is_not_there_is_told(tmp_path: Path, capsys: Capture) -> None:
    """A wrong name is one line."""
    folder = small(tmp_path)
    assert run(folder, tmp_path / "none.yaml") == 3
    assert "cannot be read" in capsys.readouterr().err


def test_the_newest_document_is_the_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    """Without ``--from``, it is looked at where provider.yaml says that it is published; else that must be said."""
    folder, asked = small(tmp_path), []

    def fetch(url: str, **_: object) -> Fetched:
        asked.append(url)
        return Fetched(content=json.dumps(published()).encode(), url=url, etag=None, unchanged=False)

    monkeypatch.setattr("scripts.vendoring.revision.fetch", fetch)
    assert run(folder, "") == 0
    assert asked == ["https://docs.example/main/openapi.yaml"]
    lines = [line for line in PROVIDER.splitlines(keepends=True) if "latest" not in line]
    (folder / "provider.yaml").write_text("".join(lines), encoding="utf-8")
    assert run(folder, "") == 2
    assert "provider.yaml has no source.latest" in capsys.readouterr().err


def test_two_runs_at_once_leave_one_of_the_revisions(tmp_path: Path, capsys: Capture) -> None:
    """Who comes second finds other files than those that were read, and writes nothing."""
    folder, document = small(tmp_path), published()
    document["info"]["version"] = "2"
    first = save(folder, document)

    def other_run(base: Path, revision: Path, today: date, name: str) -> None:
        changed = published()
        changed["info"]["version"] = "3"
        assert run(base, save(base, changed, "other.yaml")) == 0

    words = ["--provider", "small", "--spec", str(folder.parent), "--from", str(first)]
    assert vendor.main(words, print_drift=other_run) == 3
    assert "version: '3'" in texts(folder)["openapi.yaml"]
    assert "changed while this ran" in capsys.readouterr().err


def test_ids_and_versions_that_cannot_be_shown(tmp_path: Path, capsys: Capture) -> None:
    """A version is written with escapes; an id would not be the same any more, and is refused."""
    folder, document = small(tmp_path), published()
    document["info"]["version"] = "2\x1b[31m\n" + "x" * 500
    assert run(folder, save(folder, document)) == 0
    revision = load(folder / "provider.yaml").root["source"]["revision"]
    assert revision.startswith("2\\x1b[31m\\n") and len(revision) < 100
    before = texts(folder)
    document["paths"]["/clips"]["post"]["operationId"] = "make\x1b[31m"
    assert run(folder, save(folder, document)) == 3
    said = capsys.readouterr().err
    assert "cannot be shown" in said and "\x1b" not in said and said.count("\n") == 1
    assert texts(folder) == before


def test_a_revision_that_cannot_be_compared_is_told_by_the_folder(tmp_path: Path, capsys: Capture) -> None:
    """Not by a scratch folder that is gone when the line is read."""
    folder, document = small(tmp_path), published()
    document["info"]["version"] = "2"
    document["paths"]["/clips"]["post"]["operationId"] = 5
    words = ["--provider", "small", "--spec", str(folder.parent), "--from", str(save(folder, document))]
    assert vendor.main(words) == 3
    assert capsys.readouterr().err.startswith(f"{folder / 'openapi.yaml'}:")


def test_a_terminal_that_cannot_show_a_letter_shows_its_escape(tmp_path: Path) -> None:
    """The revision is in, and all is told."""
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


def test_a_run_that_was_killed_between_the_files_is_made_good_by_the_next(tmp_path: Path) -> None:
    """provider.yaml is new, openapi.yaml is not: the change is found again."""
    folder, document = small(tmp_path), published()
    document["info"]["version"] = "2"
    source = save(folder, document)
    assert run(folder, source) == 0
    whole = texts(folder)
    (folder / "openapi.yaml").write_text(OURS, encoding="utf-8")
    assert run(folder, source) == 0
    assert texts(folder) == whole
