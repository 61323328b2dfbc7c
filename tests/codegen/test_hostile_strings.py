"""Hostile texts in every place where a document may hold one: they stay data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scripts.codegen.render import single
from scripts.oas.load import load
from tests.codegen.conftest import document
from tests.codegen.generated_code import Outcome

FOLDER = Path(__file__).parent / "hostile"
STRINGS: Any = load(FOLDER / "strings.yaml").data
PLACES: Any = load(FOLDER / "places.yaml").data
ANSWER = {"responses": {"200": {"description": "ok"}}}


def filled(template: Any, text: str) -> Any:
    """Replace HOSTILE by the text, in keys and values."""
    if isinstance(template, dict):
        return {filled(key, text): filled(value, text) for key, value in template.items()}
    if isinstance(template, list):
        return [filled(item, text) for item in template]
    return template.replace("HOSTILE", text) if isinstance(template, str) else template


def document_of(place: dict[str, Any], text: str) -> dict[str, Any]:
    """Return a whole document with the text in one place."""
    values = filled({key: value for key, value in place.items() if key not in ("place", "outcome", "found")}, text)
    operation = {**ANSWER, **values.get("operation", {})}
    path = values.get("path", "/a")
    if "{" in place.get("path", ""):
        operation["parameters"] = [{"name": text, "in": "path", "required": True, "schema": {"type": "string"}}]
    if values.get("sent"):
        body = {"schema": {"$ref": "#/components/schemas/Job"}}
        operation["requestBody"] = {"content": {"application/json": body}}
    doc = document({path: {values.get("method", "get"): operation}}, values.get("schemas"), **values.get("more", {}))
    doc["info"] = values.get("info", doc["info"])
    if "scheme" in values:
        doc["components"]["securitySchemes"] = {"key": values["scheme"]}
    return doc


IDS = [place["place"].replace(" ", "-") for place in PLACES]


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty folder, and do not start a formatter for each of a thousand documents."""
    monkeypatch.setattr(single, "format_tree", lambda folder: None)
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("place", PLACES, ids=IDS)
def test_a_text_stays_data(place: dict[str, Any], tmp_path: Path) -> None:
    """Refused in one line with a pointer, or in the code unchanged: each place with a quarter of the texts."""
    check(place, STRINGS[PLACES.index(place) % 4 :: 4], tmp_path)


@pytest.mark.nightly
@pytest.mark.parametrize("place", PLACES, ids=IDS)
def test_every_text_stays_data(place: dict[str, Any], tmp_path: Path) -> None:
    """Likewise, with all of them."""
    check(place, STRINGS, tmp_path)


def check(place: dict[str, Any], texts: list[dict[str, str]], folder: Path) -> None:
    """Generate a document for each text in this place."""
    for number, hostile in enumerate(texts):
        text = hostile["text"]
        outcome = Outcome(document_of(place, text), folder / f"d{number}")
        if place["outcome"] == "refused":
            assert outcome.error, hostile["name"]
        if outcome.error:
            assert place["outcome"] != "generates", f"{hostile['name']}: {outcome.error}"
            outcome.check_refused()
            continue
        with outcome.imported():
            pass
        if "found" in place:
            assert text in outcome.constants(), hostile["name"]
