"""spec/kinds.yaml: complete, used, and each mistake in it reported with its line."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from scripts.drift.kinds_lint import lint_kinds
from scripts.drift.verdicts import TABLE, kinds, name_kinds
from scripts.lint_spec import main
from scripts.oas.load import load


def test_the_table_has_no_problem() -> None:
    """The comparison records every kind of it, and no other; every row has both directions and a reason."""
    assert lint_kinds(load(TABLE)) == []
    assert all(verdict.why for kind in kinds().values() for row in kind.rows.values() for verdict in row.values())


def test_changes_of_names_do_nothing_on_the_wire() -> None:
    """Their verdicts agree with ``name_only``."""
    rows = [row for name in name_kinds() for row in kinds()[name].rows.values()]
    assert {verdict.wire.value for row in rows for verdict in row.values()} == {"none"}


@pytest.mark.parametrize(("old", "new", "problem"), [
    ("callback-moved:", "callback-novel:", "the kind 'callback-moved' has no row"),
    ("server-added:", "server-novel:", "the comparison never records 'server-novel'"),
    ("    last-success:", "    last-one:", "the comparison never names the variant 'last-one'"),
    ("  response: {wire: widened, client: compatible, why: it comes in by another method}\n", "", "the key 'response' is missing"),
    ("wire: widened, client: compatible, why: it comes in", "wire: wide, client: compatible, why: it comes in", "'wide' is not one of the values"),
    ("why: it comes in by another method", "when: now", "the key 'when' is unknown"),
    ("  variants:\n    required:", "  request: {wire: none, client: none, why: x}\n  variants:\n    required:", "the key does not belong here"),
])  # fmt: skip
def test_a_mistake_is_reported_with_its_line(old: str, new: str, problem: str, tmp_path: Path, capsys) -> None:
    """By ``python -m scripts.lint_spec``, beside the problems of the provider folders."""
    spec = tmp_path / "spec"
    spec.mkdir()
    for name in ("kinds.schema.json", "statuses.yaml"):
        shutil.copy(TABLE.with_name(name), spec)
    shutil.copytree(TABLE.parent / "poe", spec / "poe")
    text = TABLE.read_text(encoding="utf-8")
    assert old in text
    (spec / "kinds.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
    assert main(["--spec", str(spec)]) == 1
    lines = capsys.readouterr().err.splitlines()
    (line,) = [line for line in lines if problem in line]
    assert re.search(r"kinds\.yaml:\d+:\d+: ", line)
