"""What the nightly comparison remembers from one night to the next, and what it decides."""

from __future__ import annotations

import json
import re
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, cast

from attrs import evolve, field, frozen

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from scripts.oas.document import Json

VERSION = 1
NIGHTS = 7
_FINGERPRINT = re.compile(r"[0-9a-f]{16}")
_KEYS = {"version", "seen", "nights", "last", "told"}


class Action(StrEnum):
    """What is to be done about the issue of a provider."""

    NOTHING = "nothing"
    HOLD = "hold"
    OPEN = "open"
    UPDATE = "update"
    CLOSE = "close"
    TELL_UNREACHABLE = "tell unreachable"


@frozen(kw_only=True)
class State:
    """What is remembered of one provider.

    Attributes:
        seen: Fingerprint of each change that stands -> the day on which it was first seen.
        nights: On how many days in a row nothing could be compared.
        last: The last of those days.
        told: Whether that was said.
    """

    seen: Mapping[str, date] = field(factory=dict)
    nights: int = 0
    last: date | None = None
    told: bool = False


class StateError(ValueError):
    """The file of the state is not one."""


def load_state(path: Path) -> State:
    """Read the state; there is none before the first night.

    Raises:
        StateError: The file is not a state of ours.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return State()
    except (OSError, UnicodeDecodeError) as error:
        raise StateError(f"it cannot be read: {error}") from error
    try:
        return _state(json.loads(text))
    except (ValueError, RecursionError) as error:
        raise StateError(str(error) or "it is nested too deep") from error


def _state(found: Json) -> State:
    if not isinstance(found, dict) or set(found) != _KEYS or found["version"] != VERSION:
        raise ValueError(f"it is not a state of version {VERSION}")
    seen, nights, last, told = (found[key] for key in ("seen", "nights", "last", "told"))
    if not isinstance(seen, dict) or not all(_FINGERPRINT.fullmatch(key) for key in seen):
        raise ValueError("'seen' is not a list of fingerprints with days")
    if type(nights) is not int or nights < 0 or not isinstance(told, bool):
        raise ValueError("'nights' or 'told' is of a wrong type")
    days = {key: _day(value) for key, value in seen.items()}
    return State(seen=days, nights=nights, last=None if last is None else _day(last), told=told)


def _day(value: Json) -> date:
    if not isinstance(value, str):
        raise ValueError(f"{value!r} is no day")
    return date.fromisoformat(value)


def save_state(path: Path, state: State) -> None:
    """Write the state; the same state is the same bytes."""
    seen = {key: state.seen[key].isoformat() for key in sorted(state.seen)}
    last = None if state.last is None else state.last.isoformat()
    said = {"version": VERSION, "seen": seen, "nights": state.nights, "last": last, "told": state.told}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(said, indent=2) + "\n", encoding="utf-8")


@frozen(kw_only=True)
class Decision:
    """What is to be done, and what is remembered.

    Attributes:
        action: What is to be done.
        due: Fingerprints of the changes that were seen on more than one day: what the issue speaks of.
        fresh: Those of them that the issue did not speak of before.
        held: Fingerprints of the changes that are to be seen once more.
        state: What is to be remembered.
    """

    action: Action
    due: frozenset[str]
    fresh: frozenset[str]
    held: frozenset[str]
    state: State


def decide(found: frozenset[str] | None, state: State, told: frozenset[str] | None, today: date) -> Decision:
    """Say what a night's result calls for.

    Args:
        found: Fingerprints of the changes that matter; None if nothing could be compared.
        state: What was remembered.
        told: Fingerprints that the open issue speaks of; None if no issue is open.
        today: The day.
    """
    if found is None:
        return _unreachable(state, today)
    known = told or frozenset()
    # What the issue speaks of was held before, even where the state is lost.
    seen = {key: date.min if key in known else state.seen.get(key, today) for key in found}
    due = frozenset(key for key, day in seen.items() if day < today)
    kept = {key: min(state.seen.get(key, today), today) for key in found}
    if not found:
        action = Action.NOTHING if told is None else Action.CLOSE
    elif not due:
        action = Action.HOLD
    elif told is None:
        action = Action.OPEN
    else:
        action = Action.NOTHING if due == told else Action.UPDATE
    return Decision(action=action, due=due, fresh=due - known, held=found - due, state=State(seen=kept))


def _unreachable(state: State, today: date) -> Decision:
    """Count the night, once a day; what was seen stays remembered, since nothing says that it is gone."""
    if state.last != today:
        state = evolve(state, nights=state.nights + 1, last=today)
    say = state.nights >= NIGHTS and not state.told
    nothing: frozenset[str] = frozenset()
    action = Action.TELL_UNREACHABLE if say else Action.NOTHING
    return Decision(action=action, due=nothing, fresh=nothing, held=nothing, state=state)


def changes_that_matter(report: Json) -> frozenset[str]:
    """Return the fingerprints of a report in its JSON form that are worth an alarm: all above prose.

    Raises:
        ValueError: It is not such a report.
    """
    if not isinstance(report, dict) or report.get("version") != 1 or not isinstance(report.get("changes"), list):
        raise ValueError("it is not a drift report of version 1")
    found = set()
    for change in cast("list[Json]", report["changes"]):
        if not isinstance(change, dict) or not _FINGERPRINT.fullmatch(str(change.get("fingerprint"))):
            raise ValueError("a change of it has no fingerprint")
        if change.get("level") in {"breaking", "compatible"}:
            found.add(str(change["fingerprint"]))
    return frozenset(found)
