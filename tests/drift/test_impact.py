"""What an upstream change does to the generated client: every kind of symbol, by name, type and cause."""

from __future__ import annotations

import pytest

from scripts.drift.client import KINDS, Impact, document_impact
from tests.drift.impact_cases import CASES, Case, pair


@pytest.fixture(scope="module")
def impact() -> Impact:
    """The impact of all cases together."""
    return document_impact(*pair(), [case.cause for case in CASES if case.cause is not None])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_edit_breaks_the_names_that_it_breaks(case: Case, impact: Impact):
    """The names, their old and new types, and what breaks; each tied to the change behind it, in the checker's words."""
    assert case.cause is not None
    own = [symbol for symbol in impact.symbols if case.cause.fingerprint in symbol.changes]
    assert {(str(item.breaks), item.kind, item.name, item.old, item.new) for item in own} == case.rows
    assert not case.message_part or any(case.message_part in item.message for item in own), [
        item.message for item in own
    ]


def test_no_symbol_is_left_without_a_cause(impact: Impact):
    """Each symbol has one cause here, since each case has one edit."""
    assert impact.refusal is None
    assert [symbol.name for symbol in impact.symbols if len(symbol.changes) != 1] == []
    assert {symbol.kind for symbol in impact.symbols} == set(KINDS)


def test_messages_speak_of_the_package_that_users_import(impact: Impact):
    """No scratch folder, no scratch package, one line each."""
    for symbol in impact.symbols:
        for text in (symbol.message, symbol.name, symbol.old or "", symbol.new or ""):
            assert "/tmp" not in text and "client_before" not in text and "client_after" not in text
            assert text.isprintable()
