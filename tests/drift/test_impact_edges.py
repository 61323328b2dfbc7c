"""Impact where there is none, where no client can be made, and where a document is not kind."""

from __future__ import annotations

import os
import shutil
import tempfile
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from scripts.drift.change import Breaks
from scripts.drift.client import Impact, document_impact
from scripts.drift.client.generated_package import generate_package
from scripts.drift.client.package_sources import document_sources
from scripts.drift.client.snippets import pair_packages, write_snippets
from scripts.drift.client.type_checker import CACHE, check_snippets
from scripts.oas.document import Document
from scripts.oas.problems import SpecError
from tests.drift.impact_cases import pair
from tests.drift.impact_support import NUMBER, TEXT, answer, body, document, model, operation, ref, words


def shop(**more: Any) -> Document:
    """Return a document with a bit of everything."""
    paths = {
        "/goods": {
            "get": operation("listGoods", {"type": "array", "items": ref("Good")}),
            "post": operation("addGood", ref("Good"), requestBody=body(ref("Good"))),
        }
    }
    good = model("id", "state", id=TEXT, state=ref("State"), price={"type": ["integer", "null"]})
    return document(paths, {"Good": good, "State": words("new", "used")}, **more)


def edited(document: Document, edit: Any) -> Document:
    """Return a copy of a document after an edit of its root."""
    root = deepcopy(document.root)
    edit(root)
    return Document(data=root, path=document.path)


def turned(node: Any) -> Any:
    """Return the same JSON with the keys of every object in another order."""
    if isinstance(node, dict):
        return {key: turned(node[key]) for key in reversed(node)}
    return [turned(item) for item in node] if isinstance(node, list) else node


def older(root: dict[str, Any]) -> None:
    """Say the same in OpenAPI 3.0."""
    root["openapi"] = "3.0.3"
    root["components"]["schemas"]["Good"]["properties"]["price"] = {"type": "integer", "nullable": True}


def worded(root: dict[str, Any]) -> None:
    """Change prose, limits that no type tells, and what an answer may hold beyond."""
    good = root["components"]["schemas"]["Good"]
    good["description"] = "Another text."
    good["properties"]["id"] = {"type": "string", "maxLength": 10, "description": "Its id."}
    root["paths"]["/goods"]["get"]["summary"] = "All of them."


NOTHING = {
    "itself": lambda root: None,
    "OpenAPI 3.0 for 3.1": older,
    "prose and limits": worded,
    "an operation more": lambda root: root["paths"].update({"/more": {"get": operation("getMore", ref("Good"))}}),
    "a component that nothing uses": lambda root: root["components"]["schemas"].update({"Idle": model(a=TEXT)}),
}


@pytest.mark.parametrize("name", NOTHING)
def test_no_symbol_comes_of_what_changes_no_name_and_no_type(name: str):
    """Nothing is probed either: this is fast."""
    assert document_impact(shop(), edited(shop(), NOTHING[name]), ()) == Impact(symbols=(), refusal=None)


def test_order_of_keys_is_no_news():
    """Neither that of properties, nor that of values, nor that of operations."""
    again = Document(data=turned(shop().root), path=Path("again.json"))
    assert document_impact(shop(), again, ()).symbols == ()


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (lambda root: root.update(openapi="3.2.0"), "/openapi: OpenAPI '3.2.0' is not supported"),
        (lambda root: root.update(paths=[]), "/paths: "),
        (lambda root: root["components"]["schemas"]["Good"].update({"$dynamicRef": "#x"}), "/components/schemas/Good"),
        (lambda root: root["components"]["schemas"].pop("State"), "/components/schemas"),
        (
            lambda root: root["paths"].update({"/a": {"get": operation("listGoods", TEXT)}}),
            "/paths/~1a/get",
        ),
    ],
)
def test_a_revision_that_cannot_be_generated_is_told_in_one_line(edit: Any, said: str):
    """The line names the place in the document, and neither a file nor a scratch folder."""
    found = document_impact(shop(), edited(shop(), edit), ())
    assert found.symbols == () and found.refusal is not None
    assert said in found.refusal
    assert found.refusal.isprintable() and "/tmp" not in found.refusal and "small.json" not in found.refusal


def test_a_base_that_cannot_be_generated_is_the_callers_to_report():
    """There is nothing to compare with then: no news of the revision, but an error, with its place."""
    odd = edited(shop(), lambda root: root["components"]["schemas"]["Good"].update({"$dynamicRef": "#x"}))
    with pytest.raises(SpecError, match=r"small\.json:1:1: /components/schemas/Good"):
        document_impact(odd, shop(), ())


def test_a_key_that_the_base_has_as_well_does_not_refuse_the_revision():
    """An unknown key is no news where there was one of its name; another one is."""

    def known(root: dict[str, Any]) -> None:
        root["paths"]["/goods"]["get"]["shadow"] = 1

    def elsewhere(root: dict[str, Any]) -> None:
        root["paths"]["/goods"]["post"]["shadow"] = 1

    def another(root: dict[str, Any]) -> None:
        known(root)
        root["paths"]["/goods"]["post"]["light"] = 1

    base = edited(shop(), known)
    assert document_impact(base, edited(shop(), elsewhere), ()) == Impact(symbols=(), refusal=None)
    assert "'light' is unknown" in (document_impact(base, edited(shop(), another), ()).refusal or "")


def test_words_narrow_what_is_looked_at():
    """Tags and paths; one that fits nothing any more is an operation that is gone."""
    base = document(
        {
            "/a": {"get": operation("getA", TEXT, tag="one")},
            "/b": {"get": operation("getB", TEXT, tag="two")},
        }
    )
    revision = edited(base, lambda root: root["paths"].clear())
    names = {
        word: [item.name for item in document_impact(base, revision, (), words=[word]).symbols]
        for word in ("/a", "two")
    }
    assert names == {"/a": ["client.api.one.get_a"], "two": ["client.api.two.get_b"]}


def test_a_revision_without_any_operation_takes_every_name():
    """Its operations and what they use; the small pair has two functions and two classes."""
    found = document_impact(shop(), document(), ())
    assert [(item.kind, item.name) for item in found.symbols] == [
        ("function removed", "client.api.things.add_good"),
        ("function removed", "client.api.things.list_goods"),
        ("class removed", "client.models.Good"),
        ("class removed", "client.models.State"),
    ]


def test_models_that_refer_to_one_another_are_looked_at_once():
    """A tree of itself, and two that hold each other."""

    def grown(kind: dict[str, Any]) -> Document:
        schemas = {
            "Tree": model("size", size=kind, branches={"type": "array", "items": ref("Tree")}),
            "Hen": model(egg=ref("Egg")),
            "Egg": model("hen", hen=ref("Hen"), size=kind),
        }
        return document(
            {"/a": {"get": operation("getA", ref("Tree"))}, "/b": {"get": operation("getB", ref("Hen"))}}, schemas
        )

    found = document_impact(grown(TEXT), grown(NUMBER), ())
    assert [(item.kind, item.name) for item in found.symbols] == [
        ("attribute type", "client.models.Egg.size"),
        ("attribute type", "client.models.Tree.size"),
    ]


def test_a_base_with_a_reference_to_nowhere_is_the_callers_to_report():
    """It is raised, with its place."""
    base = edited(shop(), lambda root: root["components"]["schemas"].pop("State"))
    with pytest.raises(SpecError, match="State"):
        document_impact(base, shop(), (), words=["/goods"])


HOSTILE = ["class", "Client", "x'); import os #", "\u202e", "Любой", "__init__", "a\nb", "🎬", "print", "None"]


def test_names_that_are_not_kind_reach_no_code_and_no_line():
    """Keys, values, tags and components named by somebody else: symbols are names of Python, messages are one line."""

    def kind(number: int, name: str, schema: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        shape = {"type": "object", "properties": {name: schema, "kind": words(name, "plain", "third")}}
        made = operation(f"op {number} {name}", ref(f"{name} {number}"), tag=name)
        return {f"/p{number}": {"get": {**made, "parameters": []}}}, {f"{name} {number}": shape}

    sides = []
    for schema, listed in ((TEXT, HOSTILE), (NUMBER, HOSTILE[:-1])):
        paths, schemas = {}, {}
        for number, name in enumerate(listed):
            path, component = kind(number, name, schema)
            paths.update(path)
            schemas.update(component)
        sides.append(document(paths, schemas))
    found = document_impact(*sides, ())
    assert found.refusal is None
    kinds = [item.kind for item in found.symbols]
    assert kinds.count("attribute type") == len(HOSTILE) - 1
    for item in found.symbols:
        assert all(part.isidentifier() for part in item.name.split("."))
        assert item.message.isprintable() and item.message.isascii()


@pytest.mark.nightly  # runs the type checker twice without what it keeps
def test_the_same_input_gives_the_same_output_and_leaves_nothing_behind(tmp_path, monkeypatch):
    """With what the checker keeps, and where it can keep nothing; the scratch folder is empty afterwards."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    (tmp_path / "file").write_text("no folder")
    before = set(os.listdir(tmp_path))
    first = document_impact(*pair(), ())
    assert document_impact(*pair(), (), cache=tmp_path / "file") == first
    assert list(scratch.iterdir()) == []
    assert set(os.listdir(tmp_path)) == before


def test_every_snippet_passes_in_the_old_package(tmp_path):
    """One that fails there would be a mistake of the writer, and would hide an error in the new package."""
    base, revision = document_sources(*pair())
    old, new = generate_package(base, tmp_path, "client_before"), generate_package(revision, tmp_path, "client_after")
    snippets = list(write_snippets(pair_packages(old, new)))
    errors = check_snippets(pair_packages(old, new), snippets, tmp_path)
    assert len(snippets) > 20
    assert [(snippet.symbol.name, old) for snippet, (old, _) in zip(snippets, errors, strict=True) if old] == []


def test_a_failing_type_checker_is_an_error(monkeypatch):
    """It is not a traceback, and not an empty impact."""
    monkeypatch.setattr("scripts.drift.client.type_checker.sys.executable", "/bin/false")
    changed = edited(shop(), lambda root: root["components"]["schemas"]["Good"]["properties"].update(id=NUMBER))
    with pytest.raises(OSError, match="the type checker ended with 1: no output"):
        document_impact(shop(), changed, (), cache=None)


@pytest.mark.nightly  # runs the type checker twice without what it keeps
def test_what_the_checker_keeps_may_be_damaged(tmp_path):
    """It is there to save time: the answer is the same with what is left of it."""
    changed = edited(shop(), lambda root: root["components"]["schemas"]["Good"]["properties"].update(id=NUMBER))
    first = document_impact(shop(), changed, ())
    assert [item.kind for item in first.symbols] == ["parameter type", "attribute type"]
    for kept in CACHE.glob("drift-*"):
        shutil.copytree(kept, tmp_path / kept.name)
    files = list(tmp_path.rglob("*.db"))
    for file in files:
        file.write_bytes(b"no")
    assert files and document_impact(shop(), changed, (), cache=tmp_path) == first


def test_event_bodies_are_read():
    """What a webhook brings is read by us: a type that changes there breaks a read."""
    hooks = {"done": {"post": {"requestBody": body(ref("Note")), "responses": {"200": {"description": "ok"}}}}}
    sides = [
        document(
            {"/a": {"get": {**operation("getA"), "responses": answer(TEXT)}}},
            {"Note": model("id", id=kind)},
            webhooks=hooks,
        )
        for kind in (TEXT, NUMBER)
    ]
    (found,) = document_impact(*sides, ()).symbols
    assert (found.name, found.breaks) == ("client.models.Note.id", Breaks.READ)
