"""``python -m scripts.drift.nightly.alarm``: after the comparison, open, update or close the issue of a provider.

A change must be seen on two days before it is told: upstreams take back within a day what they published by mistake.
What cannot be compared is no drift; only after seven nights in a row it is said, once, in an issue of its own.
"""

from __future__ import annotations

import argparse
import json
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from scripts.drift.nightly.alarm_state import NIGHTS, Action, State, StateError, changes_that_matter, decide, load_state
from scripts.drift.nightly.alarm_state import save_state as save
from scripts.drift.nightly.issues import Issue, IssueError, Issues, with_mark
from scripts.drift.report.escape_markdown import code
from scripts.oas.problems import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scripts.drift.nightly.alarm_state import Decision

_HINT = """
---
Written by the nightly comparison; it is brought up to date each night and closed when the drift is gone.
[docs/drift.md](../blob/HEAD/docs/drift.md) leads from here to a merged pull request. Editing this text, or closing the
issue, does not help: vendor the change, correct it in the overlay, or accept it with a reason and a last day.
"""
_MOST_FRESH = 50


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    options = _parser().parse_args(arguments)
    try:
        state = load_state(options.state)
    except StateError as error:
        print(
            f"{options.state}: {printable(str(error))}: started anew, what was seen counts from today", file=sys.stderr
        )
        state = State()
    try:
        found = _found(options)
        print(f"{options.provider}: {_act(options, found, state)}")
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
    add("--again", type=Path, metavar="FILE", help="the report of a second look; only what both say counts")
    add("--markdown", type=Path, required=True, metavar="FILE", help="the report as Markdown, for the issue")
    add("--reason", type=Path, metavar="FILE", help="why nothing could be compared, if so")
    add("--state", type=Path, required=True, metavar="FILE", help="what is remembered; made if absent")
    add("--today", type=date.fromisoformat, default=None, metavar="YYYY-MM-DD", help="the day (today, UTC)")
    add("--gh", nargs="+", default=["gh"], metavar="WORD", help="the program that reaches the issues (gh)")
    return parser


def _found(options: argparse.Namespace) -> frozenset[str] | None:
    """Return the fingerprints that every look saw; None if one of them could not compare."""
    first = _read(options.report)
    if first is None or not first or options.again is None:
        return first
    second = _read(options.again)
    return None if second is None else first & second


def _read(path: Path) -> frozenset[str] | None:
    if not path.exists():
        return None
    try:
        return changes_that_matter(json.loads(path.read_text(encoding="utf-8")))
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from error


def _act(options: argparse.Namespace, found: frozenset[str] | None, state: State) -> str:
    """Decide and do it; returns what was done. The state is saved first: it must not depend on whether gh works."""
    today: date = options.today or datetime.now(UTC).date()
    save(options.state, decide(found, state, None, today).state)
    issues = Issues(program=tuple(options.gh))
    if found is None:
        return _unreachable(options, issues, decide(found, state, None, today))
    ours = issues.ours()
    issue = ours.get(f"Drift: {options.provider}")
    if (unreachable := ours.get(_unreachable_title(options))) is not None:
        issues.close(unreachable, "It can be compared again.")
    return _drift(options, issues, issue, decide(found, state, None if issue is None else issue.told, today))


def _drift(options: argparse.Namespace, issues: Issues, issue: Issue | None, decision: Decision) -> str:
    changes = f"{len(decision.due)} drifted" + (f", {len(decision.held)} held" if decision.held else "")
    if decision.action is Action.HOLD:
        return f"held: {len(decision.held)} seen today for the first time; told if seen again on another day"
    if decision.action is Action.OPEN:
        issues.open(f"Drift: {options.provider}", _body(options, decision))
        return f"opened an issue: {changes}"
    if issue is None:
        return "nothing that matters"
    if decision.action is Action.CLOSE:
        issues.close(issue, "The drift is gone: it was vendored, accepted, corrected, or taken back upstream.")
        return f"closed issue {issue.number}: the drift is gone"
    body = _body(options, decision)
    if _same(body, issue.body):
        return f"issue {issue.number} says it already: {changes}"
    issues.edit(issue, body)
    if decision.fresh:
        lines = [f"- {code(fingerprint)}" for fingerprint in sorted(decision.fresh)]
        if len(lines) > _MOST_FRESH:
            lines[_MOST_FRESH:] = [f"- and {len(lines) - _MOST_FRESH} more"]
        said = "\n".join(lines)
        issues.comment(issue, f"New since the last report, described above:\n\n{said}\n")
    return f"updated issue {issue.number}: {changes}"


def _body(options: argparse.Namespace, decision: Decision) -> str:
    text: str = options.markdown.read_text(encoding="utf-8")
    return with_mark(text.rstrip() + "\n" + _HINT, decision.due)


def _same(one: str, other: str) -> bool:
    return one.replace("\r\n", "\n").strip() == other.replace("\r\n", "\n").strip()


def _unreachable(options: argparse.Namespace, issues: Issues, decision: Decision) -> str:
    nights = decision.state.nights
    if decision.action is not Action.TELL_UNREACHABLE:
        return f"could not compare, {nights} in a row; said after {NIGHTS}, once"
    reason = ""
    if options.reason is not None and options.reason.exists():
        reason = options.reason.read_text(encoding="utf-8", errors="replace").strip()
    body = f"The document of {code(options.provider)} could not be compared for {nights} nights in a row."
    if reason:
        body += f"\n\nThe last reason: {code(reason)}"
    body += "\n\nHas it moved? Then correct `source` in its `provider.yaml`. Drift is not seen until then.\n"
    issues.open(_unreachable_title(options), body)
    save(options.state, _told(decision.state))
    return f"opened an issue: could not compare for {nights} nights"


def _told(state: State) -> State:
    return State(seen=state.seen, nights=state.nights, last=state.last, told=True)


def _unreachable_title(options: argparse.Namespace) -> str:
    return f"Unreachable: {options.provider}"


if __name__ == "__main__":
    sys.exit(main())
