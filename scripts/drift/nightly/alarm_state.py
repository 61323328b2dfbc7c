"""Keep the state of the nightly comparison of a provider, and decide what to do about its issue."""

from __future__ import annotations

import json
import re
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, cast

from attrs import evolve, field, frozen

from scripts.drift.report.json_form import VERSION as REPORT_VERSION

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from scripts.oas.document import Json

VERSION = 2
# A week: a site may be down for days, but a document that moved does not come back.
MAX_FAILURES = 7
_FINGERPRINT = re.compile(r"[0-9a-f]{16}")
_KEYS = {"version", "first_seen", "failures", "last_failure", "failure_reported"}
_NONE: frozenset[str] = frozenset()


class Action(StrEnum):
    """What to do about the issue of a provider."""

    NOTHING = "nothing"
    HOLD = "hold"
    OPEN = "open"
    UPDATE = "update"
    CLOSE = "close"
    REPORT_FAILURES = "report failures"


@frozen(kw_only=True)
class State:
    """The state of one provider between two nights.

    Attributes:
        first_seen: Fingerprint of each current change -> the day it was first seen.
        failures: Number of nights in a row without a comparison.
        last_failure: The last of these days.
        failure_reported: Whether an issue reports these failures.
    """

    first_seen: Mapping[str, date] = field(factory=dict)
    failures: int = 0
    last_failure: date | None = None
    failure_reported: bool = False


class StateError(ValueError):
    """The state file cannot be used."""


def load_state(path: Path) -> State:
    """Read the state; a file that does not exist yet is an empty state.

    Raises:
        StateError: The file is not a state of this version.
    """
    try:
        return _parse(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return State()
    except OSError as error:
        raise StateError(f"it cannot be read: {error}") from error
    except (ValueError, RecursionError) as error:
        raise StateError(str(error) or "it is nested too deep") from error


def _parse(data: Json) -> State:
    if not isinstance(data, dict) or set(data) != _KEYS or data["version"] != VERSION:
        raise ValueError(f"it is not a state of version {VERSION}")
    first_seen, failures, last, reported = (data[key] for key in State.__annotations__)
    if not isinstance(first_seen, dict) or not all(_FINGERPRINT.fullmatch(key) for key in first_seen):
        raise ValueError("'first_seen' is not an object of fingerprints and dates")
    # `type`: bool is a subclass of int
    if type(failures) is not int or failures < 0 or not isinstance(reported, bool):
        raise ValueError("'failures' or 'failure_reported' is of a wrong type")
    return State(
        first_seen={key: _date(value) for key, value in first_seen.items()},
        failures=failures,
        last_failure=None if last is None else _date(last),
        failure_reported=reported,
    )


def _date(value: Json) -> date:
    if not isinstance(value, str):
        raise ValueError(f"{value!r} is not a date")
    return date.fromisoformat(value)


def save_state(path: Path, state: State) -> None:
    """Write the state; the same state gives the same bytes."""
    data = {
        "version": VERSION,
        "first_seen": {key: state.first_seen[key].isoformat() for key in sorted(state.first_seen)},
        "failures": state.failures,
        "last_failure": None if state.last_failure is None else state.last_failure.isoformat(),
        "failure_reported": state.failure_reported,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")


@frozen(kw_only=True)
class Decision:
    """What to do, and the state to keep.

    Attributes:
        action: What to do.
        due: Fingerprints of the changes that were seen on more than one day: the contents of the issue.
        new: Those of them that the open issue does not list yet.
        waiting: Fingerprints of the changes that must be seen on another day first.
        state: The new state.
    """

    action: Action
    due: frozenset[str] = _NONE
    new: frozenset[str] = _NONE
    waiting: frozenset[str] = _NONE
    state: State


def decide(changes: frozenset[str] | None, state: State, reported: frozenset[str] | None, today: date) -> Decision:
    """Decide what to do after a night's comparison.

    Args:
        changes: Fingerprints of the changes that matter; None if nothing could be compared.
        state: The state of the night before.
        reported: Fingerprints that the open issue lists; None if no issue is open.
        today: The day.
    """
    if changes is None:
        return _count_failure(state, today)
    listed = reported or _NONE
    # A change that the issue lists is due even if the state was lost: a cache of the workflow may be evicted.
    first_seen = {key: date.min if key in listed else state.first_seen.get(key, today) for key in changes}
    # By days, not by runs: a run that is started again by hand must not confirm the one before it.
    due = frozenset(key for key, day in first_seen.items() if day < today)
    action = Action.NOTHING
    if not changes:
        if reported is not None:
            action = Action.CLOSE
    elif not due:
        action = Action.HOLD
    elif reported is None:
        action = Action.OPEN
    elif due != reported:
        action = Action.UPDATE
    # A clock that ran ahead must not hold a change back.
    kept = {key: min(state.first_seen.get(key, today), today) for key in changes}
    return Decision(action=action, due=due, new=due - listed, waiting=changes - due, state=State(first_seen=kept))


def _count_failure(state: State, today: date) -> Decision:
    """Count the night, once a day; the changes stay in the state, since nothing shows that they are gone."""
    if state.last_failure != today:
        state = evolve(state, failures=state.failures + 1, last_failure=today)
    if state.failures >= MAX_FAILURES and not state.failure_reported:
        return Decision(action=Action.REPORT_FAILURES, state=state)
    return Decision(action=Action.NOTHING, state=state)


def changes_that_matter(report: Json) -> frozenset[str]:
    """Return the fingerprints of the breaking and compatible changes of a report in its JSON form.

    Raises:
        ValueError: It is not such a report.
    """
    if (
        not isinstance(report, dict)
        or report.get("version") != REPORT_VERSION
        or not isinstance(report.get("changes"), list)
    ):
        raise ValueError(f"it is not a drift report of version {REPORT_VERSION}")
    fingerprints = set()
    for change in cast("list[Json]", report["changes"]):
        if not isinstance(change, dict) or not _FINGERPRINT.fullmatch(str(change.get("fingerprint"))):
            raise ValueError("one of its changes has no fingerprint")
        if change.get("level") in {"breaking", "compatible"}:
            fingerprints.add(str(change["fingerprint"]))
    return frozenset(fingerprints)
