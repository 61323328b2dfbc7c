"""Run `make mutants`: change one place of the client at a time, in a copy of the tree, and run the tests of that line.

No tool fits: mutmut 3 changes no decorated function (https://github.com/boxed/mutmut/issues/387), which here are
`wait`, `create` and `download`; cosmic-ray deletes no statement, such as an fsync, and runs the same tests for each
mutant, in the tree itself.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from attrs import field, frozen

from scripts.mutants.mutations import Mutant, mutants_of
from scripts.mutants.select_tests import FOLDER, LineRecords

ROOT = Path(__file__).parents[2]
MUTATED = ("src/videojobs/jobs", "src/videojobs/http")
TESTS = (
    *("tests/jobs", "tests/http", "tests/client", "tests/ledger", "tests/faults", "tests/contract", "tests/vocabulary"),
    *("tests/codegen/test_models.py", "tests/codegen/test_endpoints.py", "tests/codegen/test_round_trip.py"),
    *("tests/cli", "tests/emulator/test_wire.py", "tests/test_journey.py"),
)
ARGUMENTS = Path(__file__).with_name("survivors.toml")
LEAST_SCORE = 0.85
"""The score at which `make mutants` succeeds, if each survivor has an argument."""
_MOST_TEST_SECONDS = 30.0
"""How long the recorded tests of one mutant may take; the quick ones are run first."""
_CRASH = "pytest ended"
_PYTEST = (sys.executable, "-m", "pytest", "-c", "pyproject.toml", "-q", "-p", "no:cacheprovider")


@frozen
class Result:
    """What the tests did with a mutant.

    Attributes:
        mutant: The mutant.
        killed_by: The test that failed, or why there is none; None if all tests passed.
        tests: How many tests were chosen.
        line: Number of its line.
        before: The line.
        after: The changed line.
    """

    mutant: Mutant
    killed_by: str | None
    tests: int
    line: int
    before: str
    after: str


@frozen
class Copy:
    """A copy of the tree, in which the mutants are tested.

    Attributes:
        root: Its root.
        records: The tests of each line.
        environment: The environment of its processes.
    """

    root: Path
    records: LineRecords
    environment: Mapping[str, str] = field(repr=False)

    @classmethod
    def make(cls, folder: Path) -> Copy:
        """Copy the files of the repository, as they are on the disk, and run all tests once.

        Tests that fail are left out: they would fail with each mutant.
        """
        root, records = folder / "tree", folder / "records"
        records.mkdir()
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607 - wherever it is installed
            cwd=ROOT,
            check=True,
            capture_output=True,
        )
        for name in listed.stdout.decode().split("\0"):
            if name and (ROOT / name).is_file():
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, root / name)
        # Before site-packages, which lead to the tree itself.
        path = os.pathsep.join(str(root / name) for name in ("src", "generated", "."))
        environment = {**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1", FOLDER: str(records)}
        status = subprocess.run(
            [*_PYTEST, "-n", "3", "--dist", "loadgroup", "-p", "scripts.mutants.record_tests", *TESTS],
            cwd=root,
            env=environment,
            check=False,
        ).returncode
        if status not in (0, 1):
            raise SystemExit(f"the tests cannot be run (status {status})")
        return cls(root, LineRecords.read(records, root), environment)

    def test(self, mutant: Mutant) -> Result:
        """Test a mutant, and undo it."""
        path = self.root / mutant.path
        source = path.read_bytes()
        tests = self.records.select(mutant, source, _MOST_TEST_SECONDS)
        killed_by: str | None = None
        path.write_bytes(mutant.apply(source))
        try:
            for selected in (tests, self.records.in_child_processes()):
                if selected and killed_by is None:
                    killed_by = self._failing(selected)
        finally:
            path.write_bytes(source)
        # A mutant that cannot be imported ends pytest itself; so does an environment that changes meanwhile.
        if killed_by == _CRASH and self._failing(selected[:1]) is not None:
            raise SystemExit("the tests fail without a mutant, too")
        return Result(mutant, killed_by, len(tests), *mutant.difference(source))

    def _failing(self, tests: list[str]) -> str | None:
        """Return the first test that fails, or ``timeout``; None if all pass."""
        names = self.root / "tests.txt"
        names.write_text("\n".join(tests))
        # Twice the recorded time, and some for the start: a mutant that never ends counts as noticed.
        most = 30.0 + 2 * sum(self.records.seconds[test] for test in tests)
        process = subprocess.Popen(
            [*_PYTEST, "-p", "no:xdist", "-x", "--tb=no", "--timeout=20", f"@{names}"],
            cwd=self.root,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        try:
            output, _ = process.communicate(timeout=most)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            return "timeout"
        if process.returncode == 0:
            return None
        failed = [line for line in output.splitlines() if line.startswith("FAILED")]
        if not failed:
            return _CRASH
        return failed[0].removeprefix("FAILED ")[:120]


def sample(number: int, seed: int, only: str) -> list[Mutant]:
    """Return a repeatable random choice of all mutants."""
    paths = sorted(path.relative_to(ROOT).as_posix() for name in MUTATED for path in (ROOT / name).rglob("*.py"))
    mutants = [mutant for path in paths if only in path for mutant in mutants_of(ROOT, path)]
    print(f"{len(mutants)} mutants in {len(paths)} modules; testing {min(number, len(mutants))}, seed {seed}")
    return sorted(random.Random(seed).sample(mutants, min(number, len(mutants))))


def reason(result: Result) -> str | None:
    """Return why a survivor may survive, from the file of such reasons."""
    for entry in _arguments():
        place = (entry["file"], entry["function"], entry["before"], entry["after"])
        if place == (result.mutant.path, result.mutant.function, result.before, result.after):
            return str(entry["why"])
    return None


def stale(arguments: Iterable[Mapping[str, Any]], root: Path) -> Iterator[Mapping[str, Any]]:
    """Yield the arguments about a line that is not there any more."""
    for entry in arguments:
        path = root / entry["file"]
        places: set[tuple[str, str, str]] = set()
        if path.is_file():
            source = path.read_bytes()
            mutants = mutants_of(root, entry["file"])
            places = {(mutant.function, *mutant.difference(source)[1:]) for mutant in mutants}
        if (entry["function"], entry["before"], entry["after"]) not in places:
            yield entry


def _arguments() -> Iterator[dict[str, Any]]:
    if ARGUMENTS.is_file():
        yield from tomllib.loads(ARGUMENTS.read_text()).get("survivor", [])


def report(results: list[Result]) -> int:
    """Print survivors and score; return the exit code."""
    survivors = [result for result in results if result.killed_by is None]
    unargued = 0
    for result in survivors:
        why = reason(result)
        unargued += why is None
        print(f"\n{result.mutant.path}:{result.line} {result.mutant.function} ({result.tests} tests)")
        print(f"  - {result.before}\n  + {result.after}\n  {why or 'NO ARGUMENT'}")
    for entry in stale(_arguments(), ROOT):
        print(f"\n{ARGUMENTS.name}: no such line in {entry['file']} {entry['function']}: {entry['before']}")
    score = 1 - len(survivors) / max(1, len(results))
    print(
        f"\nscore {score:.1%}: {len(results)} mutants, {len(survivors)} survived, {unargued} of them without argument"
    )
    return int(score < LEAST_SCORE or unargued > 0)


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="make mutants", description=__doc__)
    parser.add_argument("--number", type=int, default=150, help="how many mutants to test")
    parser.add_argument("--seed", type=int, default=1, help="seed of the random choice")
    parser.add_argument("--only", default="", help="only modules with this text in their path")
    options = parser.parse_args()
    chosen = sample(options.number, options.seed, options.only)
    results: list[Result] = []
    with tempfile.TemporaryDirectory(prefix="videojobs-mutants-") as folder:
        copy = Copy.make(Path(folder))
        for number, mutant in enumerate(chosen, 1):
            started_at = time.monotonic()
            result = copy.test(mutant)
            results.append(result)
            print(
                f"{number:4} {time.monotonic() - started_at:5.1f} s  {result.killed_by or 'SURVIVED'}  "
                f"{mutant.path}:{result.line}  {result.after}",
                flush=True,
            )
    return report(results)


if __name__ == "__main__":
    sys.exit(main())
