"""A renamed property is reported at the pointers of provider.yaml that led to it, with an edit to paste."""

from __future__ import annotations

import shutil
from datetime import date
from typing import TYPE_CHECKING

import pytest
import yaml

from scripts.drift.run import RunOptions, run
from tests.spec.support import SPEC

if TYPE_CHECKING:
    from pathlib import Path

    from scripts.drift.report.records import Report


def after_renaming(tmp_path: Path, provider: str, old: str, new: str) -> Report:
    """Return the report for our own document with another name for a property."""
    text = (SPEC / provider / "openapi.yaml").read_text(encoding="utf-8")
    assert f"{old}:" in text
    revision = tmp_path / "revision.yaml"
    revision.write_text(text.replace(f"{old}:", f"{new}:").replace(f"- {old}\n", f"- {new}\n"), encoding="utf-8")
    return run(RunOptions(today=date(2026, 11, 21), provider=provider, revision=str(revision), impact=False))


def edits(report: Report) -> list[tuple[str, object]]:
    """Return the messages and suggestions about pointers; each belongs to the change that removed the property."""
    removed = {item.fingerprint for item in report.changes if item.kind == "property-removed"}
    found = [state for state in report.overlay if "leads nowhere in the revision" in state.message]
    assert {state.fingerprint for state in found} <= removed
    return [(state.message, yaml.safe_load(state.suggestion or "")) for state in found]


@pytest.mark.parametrize(
    ("provider", "old", "new", "keys", "suggestion"),
    [
        ("apifox", "video_url", "result_url", "fields.video_url", {"fields": {"video_url": ["/result_url"]}}),
        # The pointer is the default's: provider.yaml does not name it.
        ("openai", "progress", "progress_percent", "fields.progress", {"fields": {"progress": ["/progress_percent"]}}),
        (
            "openrouter",
            "duration",
            "duration_s",
            "create.fields.seconds",
            {"create": {"fields": {"seconds": "duration_s"}}},
        ),
        (
            "openrouter",
            "unsigned_urls",
            "clip_urls",
            "fields.video_url",
            {"fields": {"video_url": ["/clip_urls/0"]}},
        ),
        ("poe", "message", "error_message", "errors.message", {"errors": {"message": ["/error/error_message"]}}),
        # JSON has the field still, as our overlay has it; the client sends it as multipart.
        ("newapi", "input_reference", "input_references", "create.references.0.field", {"field": "input_references"}),
        ("together", "frame_images", "frames_image", "create.references.0.field", {"field": "/media/frames_image"}),
    ],
)
def test_a_renamed_property(tmp_path: Path, provider: str, old: str, new: str, keys: str, suggestion: object) -> None:
    """Of a response, by default, of the request, and inside an object of the request."""
    (edit,) = edits(after_renaming(tmp_path, provider, old, new))
    assert edit[0].startswith(f"{keys} of provider.yaml is at /")
    assert edit[1] == suggestion


def test_a_removed_property_without_a_successor(tmp_path: Path) -> None:
    """Nothing is like it, so nothing is guessed."""
    (edit,) = edits(after_renaming(tmp_path, "apifox", "video_url", "x"))
    assert edit[1] is None


def test_our_own_document_has_no_dangling_pointers(tmp_path: Path) -> None:
    """A rename that no pointer is about is reported without such an edit."""
    assert edits(after_renaming(tmp_path, "openrouter", "callback_url", "webhook")) == []


@pytest.mark.parametrize(("new", "suggestion"), [("job_id", {"ids": {"parameter": "job_id"}}), ("x", None)])
def test_a_renamed_parameter_for_the_id(new: str, suggestion: object, tmp_path: Path) -> None:
    """The path has no id; a provider whose paths have one is not concerned."""
    folder = tmp_path / "openai"
    shutil.copytree(SPEC / "openai", folder)
    shutil.copy(SPEC / "statuses.yaml", tmp_path)
    (folder / "overlay.yaml").unlink()
    facts = yaml.safe_load((folder / "provider.yaml").read_text(encoding="utf-8"))
    facts["ids"] = {**facts.get("ids", {}), "parameter": "video_id"}
    (folder / "provider.yaml").write_text(yaml.safe_dump(facts), encoding="utf-8")
    document = yaml.safe_load((folder / "openapi.yaml").read_text(encoding="utf-8"))
    item = document["paths"]["/videos/{video_id}"]
    item = {"get": item.pop("get")}
    item["get"]["parameters"][0]["in"] = "query"
    document["paths"] = {"/video": item, **document["paths"]}
    (folder / "openapi.yaml").write_text(yaml.safe_dump(document), encoding="utf-8")
    item["get"]["parameters"][0]["name"] = new
    revision = tmp_path / "revision.yaml"
    revision.write_text(yaml.safe_dump(document), encoding="utf-8")
    options = RunOptions(
        today=date(2026, 11, 21), provider="openai", spec=tmp_path, revision=str(revision), impact=False
    )
    (state,) = [item for item in run(options).overlay if "ids.parameter" in item.message]
    assert state.message == "ids.parameter of provider.yaml is video_id, which no operation of the revision has."
    assert yaml.safe_load(state.suggestion or "") == suggestion


@pytest.mark.parametrize(("removed", "message"), [(False, "which is now fetchVideo"), (True, "that were removed")])
def test_an_operation_of_a_role(removed: bool, message: str, tmp_path: Path) -> None:
    """It has another id, or is removed."""
    document = yaml.safe_load((SPEC / "newapi" / "openapi.yaml").read_text(encoding="utf-8"))
    (item,) = [one for one in document["paths"].values() if one.get("get", {}).get("operationId") == "getVideo"]
    item["get"]["operationId"] = "fetchVideo"
    if removed:
        del item["get"]
    revision = tmp_path / "revision.yaml"
    revision.write_text(yaml.safe_dump(document), encoding="utf-8")
    report = run(RunOptions(today=date(2026, 11, 21), provider="newapi", revision=str(revision), impact=False))
    assert any(message in state.message and "provider.yaml names" in state.message for state in report.overlay)
