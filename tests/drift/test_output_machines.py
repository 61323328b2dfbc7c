"""The forms of the report that programs read: JSON, SARIF and workflow commands."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from attrs import evolve
from jsonschema import Draft202012Validator

from scripts.drift.report import FORMATS
from scripts.drift.report.notices import OWN_RULES
from scripts.drift.verdicts import kinds
from tests.drift.output_reports import full, hostile, huge, opened, place, report

SCHEMA = json.loads((Path(__file__).parents[2] / "docs/drift-report.schema.json").read_text(encoding="utf-8"))
MADE = {"empty": report, "full": full, "hostile": hostile, "huge": lambda: huge(20)}


@pytest.fixture(params=MADE)
def built(request: pytest.FixtureRequest):
    """Return one report after the other."""
    return MADE[request.param]()


def test_json_fits_its_schema(built) -> None:
    """Every report is valid against the schema that is published with it, and plain ASCII."""
    text = FORMATS["json"](built)
    Draft202012Validator(SCHEMA).validate(json.loads(text))
    assert text.isascii()


def walk(schema):
    """Yield every schema within a schema."""
    yield schema
    for key in ("properties", "$defs"):
        for inner in schema.get(key, {}).values():
            yield from walk(inner)
    for inner in [*schema.get("anyOf", []), *([schema["items"]] if "items" in schema else [])]:
        yield from walk(inner)


def test_schema_describes_each_key_and_allows_no_other() -> None:
    """The schema itself is valid, every property has a description, and every object lists all that it may hold."""
    Draft202012Validator.check_schema(SCHEMA)
    for schema in walk(SCHEMA):
        for name, inner in schema.get("properties", {}).items():
            assert inner.get("description"), name
        if "properties" in schema:
            assert schema["additionalProperties"] is False
            assert sorted(schema["required"]) == sorted(schema["properties"])


def test_json_says_what_was_found() -> None:
    """The levels, the fingerprints and the ties between them come out as they went in."""
    found = json.loads(FORMATS["json"](full()))
    assert [change["level"] for change in found["changes"]] == ["breaking", "compatible", "docs"]
    assert found["changes"][0]["fingerprint"] == opened().fingerprint
    assert found["impact"]["symbols"][0]["changes"] == [opened().fingerprint]
    assert found["counts"] == {"breaking": 1, "compatible": 1, "docs": 14, "accepted": 1}
    assert found["revision"]["name"] == "https://example.com/openapi.yaml"


def test_no_path_of_a_machine_is_told() -> None:
    """A file of the repository is named from its top, any other by its name alone."""
    home = Path(__file__).parents[2]
    inside = evolve(opened(), base=place(3, "/a", str(home / "spec/example/openapi.yaml")))
    outside = evolve(opened(), base=place(3, "/a", "/tmp/somewhere/else/old.yaml"))
    for name, render in FORMATS.items():
        assert str(home) not in render(report(inside)), name
        assert "/tmp/somewhere" not in render(report(outside)), name
    assert "spec/example/openapi.yaml:3" in FORMATS["terminal"](report(inside))
    assert "old.yaml:3" in FORMATS["terminal"](report(outside))


def check_sarif(log) -> None:
    """Hold a log against what SARIF 2.1.0 demands of the parts that we write."""
    assert log["version"] == "2.1.0"
    assert set(log) <= {"$schema", "version", "runs"}
    for run in log["runs"]:
        driver = run["tool"]["driver"]
        rules = [rule["id"] for rule in driver["rules"]]
        assert driver["name"]
        assert rules == sorted(set(rules))
        assert all(rule["shortDescription"]["text"] and rule["help"]["text"] for rule in driver["rules"])
        assert re.fullmatch(r"drift/.+/", run["automationDetails"]["id"])
        assert run["columnKind"] in {"unicodeCodePoints", "utf16CodeUnits"}
        for result in run["results"]:
            check_result(result, rules)


def check_result(result, rules) -> None:
    """Hold one result against what SARIF 2.1.0 and code scanning demand."""
    assert rules[result["ruleIndex"]] == result["ruleId"]
    assert result["level"] in {"none", "note", "warning", "error"}
    assert result["message"]["text"]
    assert re.fullmatch(r"[0-9a-f]{16}", result["partialFingerprints"]["drift/v1"])
    (location,) = result["locations"]
    artifact, region = (location["physicalLocation"][key] for key in ("artifactLocation", "region"))
    assert re.fullmatch(r"[A-Za-z0-9._~%/:-]+", artifact["uri"])
    assert not artifact["uri"].startswith("/")
    assert ("uriBaseId" in artifact) == ("://" not in artifact["uri"])
    assert region["startLine"] >= 1
    assert region["startColumn"] >= 1
    for suppression in result.get("suppressions", []):
        assert suppression["kind"] in {"inSource", "external"}
        assert suppression["status"] in {"accepted", "underReview", "rejected"}


def test_sarif_is_as_the_standard_has_it(built) -> None:
    """Rules, levels, places and fingerprints are all there and agree with each other."""
    log = json.loads(FORMATS["sarif"](built))
    check_sarif(log)
    known = {*kinds(), *OWN_RULES}
    assert {rule["id"] for rule in log["runs"][0]["tool"]["driver"]["rules"]} <= known


def test_sarif_marks_the_line_in_spec() -> None:
    """A change stands on its line of our document; what is new upstream on the document's first line."""
    results = json.loads(FORMATS["sarif"](full()))["runs"][0]["results"]
    by_rule = {result["ruleId"]: result for result in results}
    where = {
        rule: (
            unquote(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]),
            result["locations"][0]["physicalLocation"]["region"]["startLine"],
            result["level"],
        )
        for rule, result in by_rule.items()
    }
    assert where["enum-opened"] == ("spec/example/openapi.yaml", 123, "error")
    assert where["operation-added"] == ("spec/example/openapi.yaml", 1, "warning")
    assert where["docs-changed"] == ("spec/example/openapi.yaml", 12, "note")
    assert where["accepted-drift-expired"] == ("spec/example/accepted-drift.yaml", 8, "warning")
    assert by_rule["limit-relaxed"]["suppressions"][0]["justification"] == "waits for them"


def test_annotations_are_one_command_a_line() -> None:
    """Each open finding is one workflow command, the worst first; what is accepted is left out."""
    lines = FORMATS["annotations"](full()).splitlines()
    assert lines[0].startswith(
        "::error file=spec/example/openapi.yaml,line=123,col=7,title=Clip.seconds::any text may come"
    )
    assert [line.split(" ")[0] for line in lines] == ["::error", *["::warning"] * 5, "::notice"]
    assert not any("limit-relaxed" in line for line in lines)
    assert FORMATS["annotations"](report()) == ""


def test_a_correction_is_marked_on_its_line() -> None:
    """Not on the first line of overlay.yaml."""
    found = full()
    overlay = tuple(evolve(item, line=31) if item.action == 3 else item for item in found.overlay)
    assert "::warning file=spec/example/overlay.yaml,line=31," in FORMATS["annotations"](evolve(found, overlay=overlay))


def test_annotations_escape_what_ends_a_property() -> None:
    """Percent, line ends, colon and comma of a document stay within the property that they stand in."""
    text = FORMATS["annotations"](hostile("a,line=1:b::c%0A\r\nd"))
    for line in text.splitlines():
        head, _, message = line.removeprefix("::").partition("::")
        assert [part.partition("=")[0] for part in head.split(" ", 1)[1].split(",")] == ["file", "line", "col", "title"]
        assert "%25" in message
        assert re.search(r"%(?!25|3A|2C)", line) is None
