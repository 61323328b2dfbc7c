"""Real documents with random changes: the verdicts of drift are those of a caller. ``make drift-mutants`` tries more."""

from __future__ import annotations

import pytest

from tests.drift.mutants.changes import CHANGES
from tests.drift.mutants.noops import NOOPS
from tests.drift.mutants.trials import Trial, changed, table, unchanged, with_callers


def _disagreeing(trials: list[Trial]) -> list[str]:
    return [str(trial) for trial in trials if not trial.agrees]


def test_changes_with_a_known_effect() -> None:
    """Each kind of change; the clients of some of them are run."""
    trials = list(changed(2 * len(CHANGES), 1))
    assert {trial.kind for trial in trials} == {change.name for change in CHANGES}
    trials += [with_callers(trial) for trial in trials if trial.kind in ("property renamed", "tag changed")]
    assert _disagreeing(trials) == []
    assert any(trial.why_broken for trial in trials)


def test_changes_that_mean_nothing() -> None:
    """Each kind of change, in several spellings of YAML; the clients of some of them are run."""
    trials = list(unchanged(2 * len(NOOPS), 1))
    assert {trial.kind for trial in trials} == NOOPS.keys()
    trials += [
        with_callers(trial) for trial in trials if trial.kind in ("order of keys and lists", "reference written out")
    ]
    assert _disagreeing(trials) == []
    assert not any(trial.why_broken for trial in trials)


def test_the_table_counts_each_kind() -> None:
    """What is expected, what was reported, and how many agree."""
    (trial,) = changed(1, 1)
    assert table([trial, trial]).splitlines()[-1] == "| property removed | breaking | 2 | 2 breaking | 2 | 0 | 0 |"


@pytest.mark.nightly
@pytest.mark.timeout(1200)
def test_many_changes_and_their_callers() -> None:
    """No missed break in 1,000 changes, no false alarm in 300 that mean nothing; every seventh is run."""
    trials = [*changed(1000, 2), *unchanged(300, 2)]
    trials = [trial if index % 7 else with_callers(trial) for index, trial in enumerate(trials)]
    assert _disagreeing(trials) == []
