"""Render the report as JUnit XML: one case for each change, failed if it breaks callers, skipped if it is accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree

from scripts.drift.change import Client
from scripts.drift.report import texts
from scripts.drift.report.entries import entries
from scripts.drift.report.names import what_of
from scripts.oas.problems import printable

if TYPE_CHECKING:
    from scripts.drift.change import Change
    from scripts.drift.report.entries import Entry
    from scripts.drift.report.records import Report

_MAX_TEXT = 4_000


def render(report: Report) -> str:
    """Return the report as one test suite."""
    name = f"drift {report.provider or texts.display_path(report.base.name)}"
    suite = ElementTree.Element("testsuite", name=printable(name))
    for entry in entries(report):
        _add_change(suite, entry)
    for item in report.accepted:
        case = _test_case(suite, item.change)
        reason = f"accepted until {item.entry.until}: {item.entry.reason}"
        ElementTree.SubElement(case, "skipped", message=printable(reason, max_length=_MAX_TEXT))
    refused = report.impact is not None and report.impact.refusal is not None
    if report.impact is not None and report.impact.refusal is not None:
        case = ElementTree.SubElement(suite, "testcase", classname="generator", name="accepts the revision")
        reason = printable(report.impact.refusal, max_length=_MAX_TEXT)
        ElementTree.SubElement(case, "failure", message=reason, type="generator").text = reason
    # Readers of JUnit may take a suite without a case for a run that never happened.
    if not len(suite):
        ElementTree.SubElement(suite, "testcase", classname="drift", name="nothing that matters")
    counts = {"tests": len(suite), "failures": len(report.breaking) + refused, "errors": 0}
    counts["skipped"] = len(report.accepted)
    for key, number in counts.items():
        suite.set(key, str(number))
    suites = ElementTree.Element("testsuites")
    suites.append(suite)
    ElementTree.indent(suites)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(suites, encoding="unicode") + "\n"


def _test_case(suite: ElementTree.Element, change: Change) -> ElementTree.Element:
    name = f"{change.subject} [{change.fingerprint}]"
    place = texts.location(texts.place_of(change))
    case = ElementTree.SubElement(suite, "testcase", classname=printable(change.kind), name=printable(name))
    if place:
        case.set("file", printable(place.rpartition(":")[0]))
        case.set("line", place.rpartition(":")[2])
    return case


def _add_change(suite: ElementTree.Element, entry: Entry) -> None:
    change = entry.change
    case = _test_case(suite, change)
    lines = [change.message, *texts.reach_sentences(change)]
    for label, value in (("before", change.before), ("after", change.after)):
        if value is not None:
            lines.append(f"{label}: {texts.compact_json(value)}")
    lines += [f"{what_of(item)}: {item.name}: {texts.one_line(item.message)}" for item in entry.symbols]
    text = "\n".join(printable(line) for line in lines)
    if entry.level is Client.BREAKING:
        message = printable(change.message)
        ElementTree.SubElement(case, "failure", message=message, type=printable(change.kind)).text = text
    else:
        ElementTree.SubElement(case, "system-out").text = text
