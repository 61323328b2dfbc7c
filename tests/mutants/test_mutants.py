"""The changes that `make mutants` tries, the tests that it chooses, and the arguments for its survivors."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest
from coverage import CoverageData

from scripts.mutants.__main__ import ARGUMENTS, ROOT, stale
from scripts.mutants.mutations import mutants_of
from scripts.mutants.select_tests import DATA, SECONDS, LineRecords

MODULE = '''
"""Docs are left alone, annotations too."""
LIMIT: int | None = 10

def check(size: int, *, strict: bool = True) -> str | None:
    """Say whether it fits."""
    if size < LIMIT and not strict:
        raise ValueError(f"too {size}")
    os.fsync(size)
    try:
        return find("etag", key=size + 1)
    except (OSError, ValueError):
        pass
'''
CHANGES = [
    ("LIMIT: int | None = 10", "LIMIT: int | None = 20"),
    ("strict: bool = True", "strict: bool = False"),
    ("if size < LIMIT and not strict:", "if True:"),
    ("if size < LIMIT and not strict:", "if False:"),
    ("if size < LIMIT and not strict:", "if size <= LIMIT and not strict:"),
    ("if size < LIMIT and not strict:", "if size < LIMIT or not strict:"),
    ("if size < LIMIT and not strict:", "if size < LIMIT and strict:"),
    ("if size < LIMIT and not strict:", "if True and not strict:"),
    ("if size < LIMIT and not strict:", "if size < LIMIT and True:"),
    ('raise ValueError(f"too {size}")', "pass"),
    ("os.fsync(size)", "pass"),
    ('return find("etag", key=size + 1)', "return None"),
    ('return find("etag", key=size + 1)', "return find('XXetag', key=size + 1)"),
    ('return find("etag", key=size + 1)', 'return find("etag", )'),
    ('return find("etag", key=size + 1)', 'return find("etag", key=size - 1)'),
    ('return find("etag", key=size + 1)', 'return find("etag", key=size + 2)'),
    ("except (OSError, ValueError):", "except (OSError,):"),
    ("except (OSError, ValueError):", "except (ValueError,):"),
]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A folder with one module."""
    (tmp_path / "module.py").write_text(MODULE)
    return tmp_path


def test_every_change_is_one_that_a_test_should_notice(tree: Path) -> None:
    """Conditions, operators, constants, calls, exceptions; no text for people, no annotation."""
    mutants = mutants_of(tree, "module.py")
    source = (tree / "module.py").read_bytes()
    changes = {mutant.difference(source)[1:] for mutant in mutants}
    whole_lines = {(before, after) for before, after in CHANGES if "strict: bool" not in before}
    assert whole_lines <= changes and len(mutants) == len(CHANGES)
    assert {mutant.function for mutant in mutants} == {"", "check"}
    for mutant in mutants:
        compile(mutant.apply(source), "mutant", "exec")


def test_tests_are_chosen_by_the_lines_that_they_run(tree: Path) -> None:
    """Those that run little else first; a constant has the tests of the lines that use it."""
    data = CoverageData(str(tree / f"1{DATA}"))
    path = str(tree / "module.py")
    for test, lines in (("t.py::a[1]", [7, 9]), ("t.py::a[2]", [7, 9]), ("t.py::b", [7]), ("t.py::c", [11])):
        data.set_context(test)
        data.add_lines({path: lines})
    data.write()
    seconds = {"t.py::a[1]": 1.0, "t.py::a[2]": 2.0, "t.py::b": 5.0, "t.py::c": 1.0}
    (tree / f"1{SECONDS}").write_text(json.dumps(seconds))
    records = LineRecords.read(tree, tree)
    source = (tree / "module.py").read_bytes()
    chosen = {
        mutant.difference(source)[2]: records.select(mutant, source, 60.0) for mutant in mutants_of(tree, "module.py")
    }
    assert chosen["if True:"] == ["t.py::b", "t.py::a[1]", "t.py::a[2]"]
    assert chosen["LIMIT: int | None = 20"] == chosen["if True:"]
    assert chosen["return None"] == ["t.py::c"]
    (condition,) = [mutant for mutant in mutants_of(tree, "module.py") if mutant.difference(source)[2] == "if True:"]
    assert records.select(condition, source, 6.0) == ["t.py::b", "t.py::a[1]"]


def test_each_survivor_has_an_argument() -> None:
    """Of a change that `make mutants` may list; it reports those of lines that are gone."""
    for entry in tomllib.loads(ARGUMENTS.read_text())["survivor"]:
        assert entry.keys() == {"file", "function", "before", "after", "why"}
        assert (ROOT / entry["file"]).suffix == ".py" and len(entry["why"]) > 20


def test_an_argument_of_a_line_that_is_gone_is_stale(tree: Path) -> None:
    """The line was changed since, so it needs its argument again, or none."""
    place = {"file": "module.py", "function": "check", "before": "os.fsync(size)", "after": "pass", "why": "x"}
    other = {**place, "before": "os.fsync(fd)"}
    assert list(stale([place, other], tree)) == [other]
