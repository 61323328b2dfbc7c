"""Documents that allow the same values, and clients that differ all the same."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from scripts.drift.command import main
from scripts.oas.load import load

if TYPE_CHECKING:
    from collections.abc import Callable

EXAMPLE = Path(__file__).parent / "example" / "spec"
ID = {"type": "string", "maxLength": 9}
COMMON = {"type": "object", "required": ["id"], "properties": {"id": ID}}
SIZE = {"type": "object", "properties": {"width": {"type": "integer"}}}
WORDS = {"type": "string", "enum": ["wide", "tall"]}


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _inherits(schemas: dict[str, Any]) -> None:
    schemas["Common"] = COMMON
    del schemas["Clip"]["properties"]["id"]
    schemas["Clip"] = {"allOf": [_ref("Common"), schemas["Clip"]]}


def _written_out(schemas: dict[str, Any]) -> None:
    schemas["Common"] = COMMON
    del schemas["Clip"]["properties"]["id"]
    schemas["Clip"] = {"allOf": [COMMON, schemas["Clip"]]}


def _sized(*sizes: Any) -> Callable[[dict[str, Any]], None]:
    def edit(schemas: dict[str, Any]) -> None:
        schemas["Size"] = SIZE
        schemas["Clip"]["properties"].update({f"size_{number}": size for number, size in enumerate(sizes)})

    return edit


def _formed(schema: Any) -> Callable[[dict[str, Any]], None]:
    return lambda schemas: schemas["Clip"]["properties"].update(form={"anyOf": [schema, WORDS]})


PAIRS = {
    "one of two references written out": (
        _sized(_ref("Size"), _ref("Size")),
        _sized(_ref("Size"), SIZE),
        "models.Clip.size_1",
        "read",
    ),
    "a limit that limits nothing beside an open enum": (
        _formed({"type": "string"}),
        _formed({"type": "string", "minLength": 0}),
        "models.Clip.form",
        "read",
    ),
    "a base class written out": (_inherits, _written_out, "models.Common", "import"),
}


@pytest.fixture
def compare(tmp_path: Path, capsys) -> Callable[..., tuple[int, Any]]:
    """Return a function that compares two edits of the example's document, with the provider's folder."""

    def compare(base: Any, revision: Any, *, more: tuple[str, ...] = (), **keys: Any) -> tuple[int, Any]:
        shutil.copytree(EXAMPLE, tmp_path / "spec", dirs_exist_ok=True)
        file = tmp_path / "spec" / "clips" / "openapi.yaml"
        documents = [load(file).root, load(file).root]
        for document, edit in zip(documents, (base, revision), strict=True):
            edit(document["components"]["schemas"])
        documents[1].update(keys)
        file.write_text(json.dumps(documents[0]), encoding="utf-8")
        other = tmp_path / "revision.json"
        other.write_text(json.dumps(documents[1]), encoding="utf-8")
        code = main(["--spec", str(tmp_path / "spec"), "--provider", "clips", str(other), "--format", "json", *more])
        return code, json.loads(capsys.readouterr().out)

    return compare


@pytest.mark.parametrize("name", PAIRS)
def test_a_name_that_breaks_without_another_change_is_reported(compare, name: str) -> None:
    """The documents allow the same values, and the generator makes another class or type of them."""
    base, revision, broken, breaks = PAIRS[name]
    code, report = compare(base, revision)
    (change,) = report["changes"]
    assert (code, change["kind"]) == (1, "client-changed")
    assert change["subject"] == f"videojobs_api.clips.{broken}"
    verdict = change["verdict"]
    assert (verdict["wire"], verdict["client"], verdict["breaks"]) == ("none", "breaking", breaks)
    (symbol,) = report["impact"]["symbols"]
    assert symbol["changes"] == [change["fingerprint"]]
    # A correction restores values, which are the same.
    assert report["overlay"] == []


def test_such_a_change_can_be_accepted(compare, tmp_path: Path) -> None:
    """It has a fingerprint as any other."""
    base, revision, *_ = PAIRS["a base class written out"]
    _, report = compare(base, revision)
    fingerprint = report["changes"][0]["fingerprint"]
    accepted = tmp_path / "accepted-drift.yaml"
    entry = f"{{fingerprint: '{fingerprint}', what: Common, reason: nobody uses it, until: '2026-12-01'}}"
    accepted.write_text(f"accepted: [{entry}]", encoding="utf-8")
    code, report = compare(base, revision, more=("--accepted", str(accepted), "--today", "2026-11-21"))
    assert (code, report["changes"]) == (0, [])


def test_equal_documents_generate_no_client(compare) -> None:
    """Prose, `info` and flags that are false make no difference."""

    def with_prose(schemas: dict[str, Any]) -> None:
        schemas["Clip"]["description"] = "A clip."
        schemas["Clip"]["properties"]["url"]["deprecated"] = False

    code, report = compare(lambda _: None, with_prose, info={"title": "Clips", "version": "2"})
    assert (code, report["impact"]) == (0, None)


def test_a_version_that_the_generator_refuses(compare) -> None:
    """There is no client, whatever the schemas are."""
    code, report = compare(lambda _: None, lambda _: None, openapi="3.2.0")
    assert code == 1
    assert "3.2.0" in report["impact"]["refusal"]
