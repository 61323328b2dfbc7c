"""Run the trials and print their table: ``python -m tests.drift.mutants``."""

from __future__ import annotations

import argparse
import sys
from random import Random

from tests.drift.mutants.trials import changed, table, unchanged, with_callers


def main() -> int:
    """Print a row for each kind of change, and each trial that does not agree."""
    parser = argparse.ArgumentParser(prog="python -m tests.drift.mutants", description=main.__doc__)
    parser.add_argument("--changes", type=int, default=1000, help="documents with a change (1000)")
    parser.add_argument("--noops", type=int, default=300, help="documents with a change that means nothing (300)")
    parser.add_argument("--run", type=int, default=300, help="how many of them to generate both clients of, and run")
    parser.add_argument("--seed", type=int, default=1, help="another seed makes other changes (1)")
    options = parser.parse_args()
    trials = [*changed(options.changes, options.seed), *unchanged(options.noops, options.seed)]
    chosen = {*Random(options.seed).sample(range(len(trials)), min(options.run, len(trials)))}
    trials = [with_callers(trial) if index in chosen else trial for index, trial in enumerate(trials)]
    sys.stdout.write(table(trials))
    wrong = [trial for trial in trials if not trial.agrees]
    missed = [trial for trial in wrong if trial.breaks or trial.why_broken]
    alarms = [trial for trial in wrong if trial not in missed]
    run = sum(trial.is_run for trial in trials)
    sys.stdout.write(f"{len(trials)} trials, {len(missed)} missed breaks, {len(alarms)} false alarms, {run} run\n")
    for trial in (*missed, *alarms):
        sys.stdout.write(f"\n{trial}\n")
    return int(bool(missed or alarms))


if __name__ == "__main__":
    sys.exit(main())
