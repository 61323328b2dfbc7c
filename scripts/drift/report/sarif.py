"""Render the report as SARIF 2.1.0, for code scanning and for editors."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import quote

from scripts.drift.report import texts
from scripts.drift.report.notices import OWN_RULES, notices
from scripts.drift.verdicts import kinds

if TYPE_CHECKING:
    from scripts.drift.report.notices import Notice
    from scripts.drift.report.records import Report
    from scripts.oas.document import Json

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_HELP = "docs/drift.md explains how to read an entry and what to do about it."


def render(report: Report) -> str:
    """Return the report as one run; the rules are the kinds that occur in it."""
    listed = notices(report)
    rules = sorted({item.rule for item in listed})
    name = report.provider or "documents"
    driver: dict[str, Json] = {
        "name": "videojobs drift",
        "rules": [_rule(item) for item in rules],
    }
    run: dict[str, Json] = {
        "tool": {"driver": driver},
        # GitHub takes the text before the last slash for the category, and keeps the results of each category apart.
        "automationDetails": {"id": f"drift/{name}/"},
        # Python counts columns in code points; other tools count UTF-16 units.
        "columnKind": "unicodeCodePoints",
        "results": [_result(item, rules.index(item.rule)) for item in listed],
    }
    log: dict[str, Json] = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(texts.jsonable(log), indent=2, ensure_ascii=True, allow_nan=False) + "\n"


def _rule(name: str) -> dict[str, Json]:
    kind = kinds().get(name)
    description = OWN_RULES.get(name, name) if kind is None else kind.description
    return {"id": name, "shortDescription": {"text": description}, "help": {"text": _HELP}}


def _result(item: Notice, index: int) -> dict[str, Json]:
    region: dict[str, Json] = {"startLine": item.line, "startColumn": item.column}
    artifact: dict[str, Json] = {"uri": quote(item.file, safe="/:", errors="replace")}
    if texts.in_repository(item.file):
        artifact["uriBaseId"] = "%SRCROOT%"
    place: dict[str, Json] = {"physicalLocation": {"artifactLocation": artifact, "region": region}}
    if item.node:
        place["logicalLocations"] = [{"fullyQualifiedName": item.node, "kind": "object"}]
    result: dict[str, Json] = {
        "ruleId": item.rule,
        "ruleIndex": index,
        "level": item.level,
        "message": {"text": f"{item.title}: {item.message}"},
        "locations": [place],
        "partialFingerprints": {"drift/v1": item.fingerprint},
    }
    if item.accepted is not None:
        result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": item.accepted}]
    return result
