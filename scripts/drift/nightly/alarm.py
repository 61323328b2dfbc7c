"""``python -m scripts.drift.nightly.alarm``: after the comparison, open, update or close the issue of a provider.

A change is reported only once it was seen on two days: publishers take back within a day what they published by
mistake. A comparison that fails is not drift; seven nights in a row without one are reported in an issue of their own.
"""

from __future__ import annotations

import argparse
import json
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import evolve

from scripts.drift.nightly.alarm_state import (
    MAX_FAILURES,
    Action,
    State,
    StateError,
    changes_that_matter,
    decide,
    load_state,
    save_state,
)
from scripts.drift.nightly.issues import Issue, IssueError, Issues, with_fingerprints
from scripts.drift.report.escape_markdown import code
from scripts.oas.problems import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scripts.drift.nightly.alarm_state import Decision

_FOOTER = """
---
Written by the nightly comparison; it is updated each night and closed when the drift is gone.
[docs/drift.md](../blob/HEAD/docs/drift.md) leads from here to a merged pull request. Editing this text, or closing the
issue, does not help: vendor the change, correct it in the overlay, or accept it with a reason and a last day.
"""
_MAX_NEW = 50


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    options = _parser().parse_args(arguments)
    try:
        state = load_state(options.state)
    except StateError as error:
        print(
            f"{options.state}: {printable(str(error))}: a new one is started; changes count as seen today for the"
            " first time",
            file=sys.stderr,
        )
        state = State()
    try:
        print(f"{options.provider}: {_run(options, state)}")
    except (IssueError, ValueError, OSError) as error:
        print(f"{options.provider}: {printable(str(error))}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m scripts.drift.nightly.alarm",
        description="Open, update or close the issue of a provider after the nightly comparison.",
        epilog="Exit codes: 0 done, or nothing to do; 1 gh failed, or a report cannot be read; 2 wrong command line.",
    )
    add = parser.add_argument
    add("provider", help="name of the folder under spec/")
    add("--report", type=Path, required=True, metavar="FILE", help="the report as JSON; absent: could not compare")
    add("--again", type=Path, metavar="FILE", help="the report of a second comparison; only what is in both counts")
    add("--markdown", type=Path, required=True, metavar="FILE", help="the report as Markdown, for the issue")
    add("--reason", type=Path, metavar="FILE", help="why nothing could be compared, if so")
    add("--state", type=Path, required=True, metavar="FILE", help="state between two nights; created if absent")
    add("--today", type=date.fromisoformat, default=None, metavar="YYYY-MM-DD", help="the day (today, UTC)")
    add("--gh", nargs="+", default=["gh"], metavar="WORD", help="the program that reads and writes issues (gh)")
    return parser


def _fingerprints(options: argparse.Namespace) -> frozenset[str] | None:
    """Return the fingerprints of the changes in every report; None if a comparison failed."""
    first = _read_report(options.report)
    # If nothing drifted, the workflow makes no second comparison.
    if not first or options.again is None:
        return first
    second = _read_report(options.again)
    if second is None:
        return None
    return first & second


def _read_report(path: Path) -> frozenset[str] | None:
    if not path.exists():
        return None
    try:
        return changes_that_matter(json.loads(path.read_text(encoding="utf-8")))
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from error


def _run(options: argparse.Namespace, state: State) -> str:
    """Decide what to do and do it; returns a line that reports it."""
    changes = _fingerprints(options)
    today: date = options.today or datetime.now(UTC).date()
    decision = decide(changes, state, None, today)
    save_state(options.state, decision.state)  # before gh is called: a failure of gh must not lose the night
    issues = Issues(program=tuple(options.gh))
    if changes is None:
        return _report_failures(options, issues, decision)
    open_issues = issues.open_issues()
    unreachable = open_issues.get(_unreachable_title(options))
    if unreachable is not None:
        issues.close(unreachable, "The document can be compared again.")
    issue = open_issues.get(f"Drift: {options.provider}")
    if issue is not None:
        decision = decide(changes, state, issue.fingerprints, today)
    return _report_drift(options, issues, issue, decision)


def _report_drift(options: argparse.Namespace, issues: Issues, issue: Issue | None, decision: Decision) -> str:
    counts = f"{len(decision.due)} drifted" + (f", {len(decision.waiting)} waiting" if decision.waiting else "")
    if decision.action is Action.HOLD:
        return f"waiting: {len(decision.waiting)} seen today for the first time; reported if seen again on another day"
    if decision.action is Action.OPEN:
        issues.open(f"Drift: {options.provider}", _body(options, decision))
        return f"opened an issue: {counts}"
    if issue is None:
        return "nothing that matters"
    if decision.action is Action.CLOSE:
        issues.close(issue, "The drift is gone: it was vendored, accepted, corrected, or taken back upstream.")
        return f"closed issue {issue.number}: the drift is gone"
    body = _body(options, decision)
    if _normalised(body) == _normalised(issue.body):
        return f"issue {issue.number} is up to date: {counts}"
    issues.edit(issue, body)
    if decision.new:
        lines = [f"- {code(fingerprint)}" for fingerprint in sorted(decision.new)]
        if len(lines) > _MAX_NEW:
            lines[_MAX_NEW:] = [f"- and {len(lines) - _MAX_NEW} more"]
        listed = "\n".join(lines)
        issues.comment(issue, f"New since the last report, described above:\n\n{listed}\n")
    return f"updated issue {issue.number}: {counts}"


def _body(options: argparse.Namespace, decision: Decision) -> str:
    text: str = options.markdown.read_text(encoding="utf-8")
    return with_fingerprints(text.rstrip() + "\n" + _FOOTER, decision.due)


def _normalised(body: str) -> str:
    return body.replace("\r\n", "\n").strip()  # GitHub returns bodies with CRLF


def _report_failures(options: argparse.Namespace, issues: Issues, decision: Decision) -> str:
    failures = decision.state.failures
    if decision.action is not Action.REPORT_FAILURES:
        return f"could not compare, {failures} in a row; reported after {MAX_FAILURES}, once"
    reason = ""
    if options.reason is not None and options.reason.exists():
        reason = options.reason.read_text(encoding="utf-8", errors="replace").strip()
    body = f"The document of {code(options.provider)} could not be compared for {failures} nights in a row."
    if reason:
        body += f"\n\nThe last reason: {code(reason)}"
    body += "\n\nHas it moved? Then correct `source` in its `provider.yaml`. Drift is not noticed until then.\n"
    issues.open(_unreachable_title(options), body)
    save_state(options.state, evolve(decision.state, failure_reported=True))
    return f"opened an issue: could not compare for {failures} nights"


def _unreachable_title(options: argparse.Namespace) -> str:
    return f"Unreachable: {options.provider}"


if __name__ == "__main__":
    sys.exit(main())
