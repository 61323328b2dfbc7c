"""Choose the tests that can notice a mutant: those that run its line, the likeliest first."""

from __future__ import annotations

import json
import re
from collections import Counter
from itertools import chain
from pathlib import Path

from attrs import field, frozen
from coverage import CoverageData

from scripts.mutants.mutations import Mutant

# The variable that names the folder of the records: a pytest plugin that is loaded by name has no arguments.
FOLDER = "VIDEOJOBS_MUTANTS_RECORD"
DATA, SECONDS = ".coverage", ".seconds.json"
# The tests of a package itself are aimed at its lines; the fault matrix runs them all.
_LAST = "tests/faults/"
_IN_CHILD_PROCESSES = ("tests/http/test_connections.py", "tests/ledger/test_kill.py")


@frozen
class LineRecords:
    """The tests of each line, and their durations.

    Attributes:
        seconds: Seconds by test, under coverage.
        breadth: Number of lines that it runs, by test.
        by_file: By file: the tests of each line.
    """

    seconds: dict[str, float]
    breadth: Counter[str] = field(repr=False)
    by_file: dict[str, dict[int, list[str]]] = field(repr=False)

    @classmethod
    def read(cls, folder: Path, root: Path) -> LineRecords:
        """Read what `scripts.mutants.record_tests` wrote about the tree at ``root``."""
        seconds: dict[str, float] = {}
        for path in folder.glob(f"*{SECONDS}"):
            seconds.update(json.loads(path.read_text()))
        by_file: dict[str, dict[int, list[str]]] = {}
        for path in folder.glob(f"*{DATA}"):
            data = CoverageData(str(path))
            data.read()
            for file in data.measured_files():
                lines = by_file.setdefault(Path(file).relative_to(root).as_posix(), {})
                for line, tests in data.contexts_by_lineno(file).items():
                    lines.setdefault(line, []).extend(tests)
        breadth = Counter(test for lines in by_file.values() for tests in lines.values() for test in tests)
        return cls(seconds, breadth, by_file)

    def select(self, mutant: Mutant, source: bytes, most_seconds: float) -> list[str]:
        """Return the tests for a mutant, cut off where they would take longer than ``most_seconds``."""
        lines = self.by_file.get(mutant.path, {})
        tests = self._of_lines(lines, range(mutant.lines[0], mutant.lines[1] + 1))
        tests = tests or self._of_lines(lines, _users(mutant, source)) or self._of_lines(lines, list(lines))
        # A test that runs little else is aimed at the line. Of the others, ten cases of one notice less than ten tests.
        narrow = sorted(tests, key=lambda test: (self.breadth[test], self.seconds[test]))
        cases: Counter[str] = Counter()
        ranks: dict[str, tuple[int, bool, float]] = {}
        for test in sorted(tests, key=lambda test: self.seconds[test]):
            function = test.partition("[")[0]
            ranks[test] = (cases[function], test.startswith(_LAST), self.seconds[test])
            cases[function] += 1
        varied = sorted(tests, key=lambda test: ranks[test])
        selected: list[str] = []
        total = 0.0
        for test in dict.fromkeys(chain.from_iterable(zip(narrow, varied, strict=True))):
            total += self.seconds[test]
            if selected and total > most_seconds:
                break
            selected.append(test)
        return selected

    def in_child_processes(self) -> list[str]:
        """Return the tests that run programs: the lines that a child process runs are not recorded."""
        return [test for test in self.seconds if test.startswith(_IN_CHILD_PROCESSES)]

    def _of_lines(self, lines: dict[int, list[str]], numbers: range | list[int]) -> set[str]:
        return {test for number in numbers for test in lines.get(number, ()) if test in self.seconds}


def _users(mutant: Mutant, source: bytes) -> list[int]:
    """Return the lines that use a value which is computed when the module is imported.

    For a default of a function's argument, or of a class's attribute, these are the lines of the function or class;
    for a constant, the lines that name it.
    """
    texts = source.decode().split("\n")
    name = re.match(r"\s*([A-Za-z_]\w*)", texts[mutant.lines[0] - 1])
    if not mutant.function and name is not None and name[1] not in ("from", "import", "if", "for", "try"):
        uses = re.compile(rf"\b{name[1]}\b")
        numbers = [number for number, text in enumerate(texts, 1) if uses.search(text)]
        if len(numbers) > 1:
            return numbers
    if mutant.function:
        indent = len(texts[mutant.lines[0] - 1]) - len(texts[mutant.lines[0] - 1].lstrip())
        numbers = []
        for number in range(mutant.lines[0], len(texts) + 1):
            text = texts[number - 1]
            if number > mutant.lines[1] and text.strip() and len(text) - len(text.lstrip()) < indent:
                break
            numbers.append(number)
        return numbers
    return []
