"""provider.yaml and statuses.yaml: each mistake is told with file, line and remedy."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, cast

import attrs
import pytest

from scripts.oas.load import SpecError, load
from scripts.spec.provider import load_provider, load_sources, load_statuses, prepare, provider_folders
from scripts.spec.statuses import OURS, fold
from tests.spec.support import FOLDERS, NAMES, SPEC
from videojobs import dialect

if TYPE_CHECKING:
    from pathlib import Path

GOOD = """\
title: Example
source: {kind: transcribed, url: https://example.com/docs, retrieved: '2026-11-21'}
base_url: https://api.example.com/v1
auth:
- {scheme: header, header: api-key, env: [EXAMPLE_KEY]}
- {scheme: none}
operations: {create: createVideo, retrieve: getVideo, content: getVideoContent}
create:
  encodings: [multipart]
  seconds: integer
  references: [{field: input_reference, forms: [file, url]}]
fields:
  video_url: [/video_url, /a~1b/0]
errors:
  message: [/message]
content: {source: either, redirects: same-origin}
statuses: {baking: in_progress}
quirks: {progress_fraction: true}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A provider's folder with a good provider.yaml and a real document."""
    path = tmp_path / "spec" / "example"
    shutil.copytree(SPEC / "cometapi", path)
    shutil.copy(SPEC / "statuses.yaml", tmp_path / "spec")
    (path / "provider.yaml").write_text(GOOD)
    return path


def refused(folder: Path, old: str, new: str) -> str:
    """Change one thing in the good file; return the message it is refused with."""
    assert old in GOOD
    (folder / "provider.yaml").write_text(GOOD.replace(old, new, 1))
    with pytest.raises(SpecError) as caught:
        prepare(folder)
    return str(caught.value)


def test_a_good_file_becomes_records(folder: Path) -> None:
    """In the vocabulary of the dialect; what is not given has the default."""
    facts = load_provider(folder)
    assert facts.name == "example"
    assert facts.source.retrieved == "2026-11-21"
    assert facts.auth == (
        dialect.Auth(scheme="header", header="api-key", env=("EXAMPLE_KEY",)),
        dialect.Auth(scheme="none"),
    )
    assert facts.operations == {"create": "createVideo", "retrieve": "getVideo", "content": "getVideoContent"}
    assert facts.create == dialect.Create(
        encodings=("multipart",),
        seconds="integer",
        references=(dialect.Reference(field="input_reference", forms=("file", "url")),),
    )
    assert facts.fields == dialect.Fields(video_url=("/video_url", "/a~1b/0"))
    assert facts.errors == dialect.ErrorFields(message=("/message",))
    assert facts.content == dialect.Content(source="either", redirects="same-origin")
    assert facts.statuses == {"baking": "in_progress"}
    assert facts.quirks == dialect.Quirks(progress_fraction=True)


def test_prepare_corrects_and_selects(folder: Path) -> None:
    """The document holds the wanted operations; the raw one is as vendored."""
    prepared = prepare(folder)
    assert list(cast("dict[str, object]", prepared.document["paths"])) == [
        "/videos",
        "/videos/{video_id}",
        "/videos/{video_id}/content",
    ]
    assert prepared.raw == load(folder / "openapi.yaml").root
    assert prepared.overlaid != prepared.raw
    assert load_sources(folder) == prepared.document


@pytest.mark.parametrize(
    ("old", "new", "place", "what", "remedy"),
    [
        ("title: Example", "titel: Example", "1:1: /titel", "'titel' is unknown", "did you mean 'title'?"),
        ("title: Example\n", "", "1:1: /", "'title' is missing", "write 'title'"),
        ("title: Example", "title: 5", "1:1: /title", "5 is not", "name"),
        ("kind: transcribed", "kind: copied", "2:10: /source/kind", "'copied'", "vendored, transcribed, written"),
        ("kind: transcribed", "kind: vendored", "2:1: /source", "'revision' is missing", "write 'revision'"),
        ("'2026-11-21'", "yesterday", "2:60: /source/retrieved", "'yesterday'", "YYYY-MM-DD"),
        (
            "example.com/v1",
            "example.com/v1/",
            "3:1: /base_url",
            "does not have the required form",
            "without a slash at the end",
        ),
        ("https://api", "http://api", "3:1: /base_url", "does not have the required form", "only for localhost"),
        ("scheme: header", "scheme: basic", "5:4: /auth/0/scheme", "'basic'", "bearer, header, none"),
        (" header: api-key,", "", "5:3: /auth/0", "'header' is missing", "write 'header'"),
        ("scheme: none", "scheme: none, env: [A]", "6:18: /auth/1/env", "does not belong", "remove it"),
        ("EXAMPLE_KEY", "example-key", "5:43: /auth/0/env/0", "'example-key'", "environment variable"),
        (
            "content: getVideoContent}",
            "contents: getVideoContent}",
            "7:55: /operations/contents",
            "unknown",
            "'content'",
        ),
        (
            "retrieve: getVideo,",
            "retrieve: getVid,",
            "7:35: /operations/retrieve",
            "'getVid'",
            "getVideo, getVideoContent",
        ),
        ("retrieve: getVideo,", "retrieve: createVideo,", "7:35: /operations/retrieve", "is also that of", "keep one"),
        ("encodings: [multipart]", "encodings: [form]", "9:15: /create/encodings/0", "'form'", "json, multipart"),
        (
            "encodings: [multipart]",
            "encodings: [multipart, json]",
            "9:26: /create/encodings/1",
            "does not accept",
            "multipart/form-data",
        ),
        (
            "forms: [file, url]",
            "forms: [file, uri]",
            "11:55: /create/references/0/forms/1",
            "'uri'",
            "did you mean 'url'?",
        ),
        (
            "forms: [file, url]",
            "forms: [file, url], encodings: [json]",
            "11:73: /create/references/0/encodings/0",
            "does not list 'json'",
            "correct one",
        ),
        (
            "forms: [file, url]",
            "forms: [url, data_url], write: base64",
            "11:41: /create/references/0/forms",
            "only the bytes of an image",
            "forms: [data_url]",
        ),
        ("redirects: same-origin", "url_in_error: false", "16:27: /content/url_in_error", "False", "leave the key out"),
        (
            "video_url: [/video_url,",
            "video_url: [video_url,",
            "13:15: /fields/video_url/0",
            "'video_url'",
            "JSON pointer",
        ),
        ("/a~1b/0", "/a~2b", "13:27: /fields/video_url/1", "'/a~2b'", "~0"),
        (
            "video_url: [/video_url, /a~1b/0]",
            "video_uri: [/a]",
            "13:3: /fields/video_uri",
            "unknown",
            "did you mean 'video_url'?",
        ),
        ("message: [/message]", "message: []", "15:3: /errors/message", "empty", "leave the key out"),
        (
            "  video_url: [/video_url, /a~1b/0]",
            "  id: [/id]",
            "16:11: /content/source",
            "does not say where",
            "fields.video_url",
        ),
        (", content: getVideoContent", "", "16:11: /content/source", "no operation has that role", "source: url"),
        ("baking: in_progress", "baking: running", "17:12: /statuses/baking", "'running'", "in_progress"),
        ("baking: in_progress", "Baking Hot: in_progress", "17:12: /statuses/Baking Hot", "not folded", "'baking_hot'"),
        ("baking: in_progress", "unknown: queued", "17:12: /statuses/unknown", "must not be listed", "remove"),
        ("baking: in_progress", "error: failed", "17:12: /statuses/error", "already", "remove the line"),
        (
            "progress_fraction: true",
            "progress_fraction: false",
            "18:10: /quirks/progress_fraction",
            "False",
            "leave the quirk out",
        ),
        (
            "progress_fraction: true",
            "progress_percent: true",
            "18:10: /quirks/progress_percent",
            "unknown",
            "progress_fraction",
        ),
    ],
)
def test_each_mistake_is_told_with_its_place_and_remedy(
    folder: Path, old: str, new: str, place: str, what: str, remedy: str
) -> None:
    """One line: file, line, column, pointer, what, how to fix."""
    message = refused(folder, old, new)
    assert message.startswith(f"{folder / 'provider.yaml'}:{place}: ")
    assert what in message
    assert remedy in message


def test_also_names_operations_without_a_role(folder: Path) -> None:
    """They are kept; a wrong one is told like a wrong role."""
    (folder / "provider.yaml").write_text(GOOD + "also: [remixVideo]\n")
    assert "/videos/{video_id}/remix" in cast("dict[str, object]", load_sources(folder)["paths"])
    (folder / "provider.yaml").write_text(GOOD + "also: [remix]\n")
    with pytest.raises(SpecError, match=r"provider\.yaml:19:8: /also/0: .* 'remix': use one of: createVideo, "):
        prepare(folder)


def test_a_word_may_differ_from_the_shared_table(folder: Path) -> None:
    """Only repeating it is refused."""
    (folder / "provider.yaml").write_text(GOOD.replace("baking: in_progress", "created: in_progress"))
    assert load_provider(folder).statuses == {"created": "in_progress"}


def test_a_file_needs_a_form(folder: Path) -> None:
    """A way to hand over a file that no encoding can carry is told."""
    text = GOOD.replace("encodings: [multipart]", "encodings: [json]")
    (folder / "provider.yaml").write_text(text)
    with pytest.raises(SpecError, match=r"provider\.yaml:11:41: /create/references/0/forms: a file requires multipart"):
        prepare(folder)


def test_a_rejected_encoding_needs_another_one(folder: Path) -> None:
    """With one encoding there is nothing to repeat the job in; code and pointer exclude each other."""
    entry = "encoding_rejections: [{status: 422, pointer: /detail/*/loc, equals: [body, prompt]}]\n  seconds"
    message = refused(folder, "seconds", entry)
    assert "/create/encoding_rejections: create.encodings lists one encoding" in message
    for wrong in ("{status: 500, code: x}", "{status: 400}", "{status: 400, pointer: /a}", "{status: 400, equals: a}"):
        assert "/create/encoding_rejections/0" in refused(
            folder, "seconds", f"encoding_rejections: [{wrong}]\n  seconds"
        )


def test_headers_of_paid_requests_are_text(folder: Path) -> None:
    """A line end would write another header."""
    for wrong in ('{X-Up: "1"}', '{x: "a\\nb"}', "{x: 0}"):
        assert "/create/headers" in refused(folder, "seconds", f"headers: {wrong}\n  seconds")


def test_an_error_that_tells_the_url_needs_an_operation(folder: Path) -> None:
    """Without a content operation nothing answers so."""
    text = GOOD.replace(", content: getVideoContent}", "}").replace(
        "source: either, redirects: same-origin", "source: url, url_in_error: true"
    )
    (folder / "provider.yaml").write_text(text)
    with pytest.raises(SpecError, match=r"/content/url_in_error: no operation has the role content"):
        prepare(folder)


def test_a_folder_without_overlay_is_taken_as_it_is(folder: Path) -> None:
    """An overlay is needed only where there is something to correct."""
    (folder / "overlay.yaml").unlink()
    assert prepare(folder).overlaid == prepare(folder).raw


def test_the_schema_and_the_dialect_have_the_same_words() -> None:
    """What the generated code can express is what the file can say."""
    properties = load(SPEC / "provider.schema.json").root["properties"]
    assert isinstance(properties, dict)

    def words(key: str) -> list[str]:
        entry = properties[key]
        assert isinstance(entry, dict)
        assert isinstance(entry["properties"], dict)
        return list(entry["properties"])

    def names(kind: type[attrs.AttrsInstance]) -> list[str]:
        return [field.name for field in attrs.fields(kind)]

    assert words("fields") == names(dialect.Fields)
    assert words("errors") == names(dialect.ErrorFields)
    assert words("content") == names(dialect.Content)
    assert words("create") == names(dialect.Create)[: len(words("create"))]
    assert words("quirks") == names(dialect.Quirks)
    assert tuple(words("operations")) == dialect.Role.__args__  # type: ignore[attr-defined]


def test_every_object_of_the_schema_is_closed() -> None:
    """A misspelt key is found wherever it stands."""
    waiting: list[object] = [load(SPEC / "provider.schema.json").data]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            assert node.get("type") != "object" or "additionalProperties" in node
            waiting += node.values()
        elif isinstance(node, list):
            waiting += node


def test_readme_documents_every_key() -> None:
    """Each word of the schema stands in spec/README.md."""
    readme = (SPEC / "README.md").read_text()
    waiting: list[object] = [load(SPEC / "provider.schema.json").data]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            properties = node.get("properties")
            for key in properties if isinstance(properties, dict) else ():
                assert f"`{key}" in readme or f".{key}`" in readme, key
            waiting += node.values()
        elif isinstance(node, list):
            waiting += node


def test_all_folders_are_found() -> None:
    """By name; the first providers are there."""
    assert provider_folders(SPEC) == FOLDERS
    assert {"apifox", "cometapi", "compatible", "openai"} <= set(NAMES)


def test_the_status_table_is_sound() -> None:
    """Folded words, no two alike, statuses of ours, evidence for each; the format's own four mean themselves."""
    table = load_statuses(SPEC / "statuses.yaml")
    assert [fold(word) for word in table] == list(table)
    assert set(table.values()) == set(OURS)
    for status in ("queued", "in_progress", "completed", "failed"):
        assert table[status] == status
    assert "unknown" not in table
    assert table["deleted"] == "cancelled"


def test_the_files_named_as_evidence_of_a_status_exist() -> None:
    """A file named in the table is in the repository."""
    for entry in load(SPEC / "statuses.yaml").root.values():
        assert isinstance(entry, dict)
        for word in str(entry["evidence"]).replace(";", " ").replace(": ", " ").split():
            if word.startswith("spec/"):
                assert (SPEC.parent / word.rstrip(".,")).is_file(), word


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Done: {status: completed, evidence: x}", "not folded"),
        ("not start: {status: queued, evidence: x}", "'not_start'"),
        ("unknown: {status: queued, evidence: x}", "must not be listed"),
        ("done: {status: finished, evidence: x}", "not one of our statuses"),
        ("done: {status: completed, evidence: ' '}", "no evidence"),
        ("done: {status: completed}", "exactly these two keys"),
        ("done: completed", "exactly these two keys"),
        ("done: {status: completed, evidence: x}\ndone: {status: failed, evidence: x}", "is here and in line 1"),
    ],
)
def test_a_mistake_in_the_status_table_is_told(text: str, what: str, tmp_path: Path) -> None:
    """With its place, as everywhere."""
    path = tmp_path / "statuses.yaml"
    path.write_text(text)
    with pytest.raises(SpecError, match=r"statuses\.yaml:\d+:\d+: ") as caught:
        load_statuses(path)
    assert what in str(caught.value)
