"""Properties of the comparison: equivalent schemas have no change, an edit has one, forward and backward."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.drift.schema_support import (
    READ,
    SENT,
    changes_between,
    document,
    kinds_and_nodes,
    pointers,
    without_name_changes,
)
from tests.drift.strategies import components, edited, inlined, lifted, renamed, respelled, shuffled

LIMITS = settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
RANDOM = st.integers(0, 2**32).map(Random)


_MORE, _LESS = "compatible compatible nothing", "breaking breaking call"
_COMES, _READ = "widened compatible nothing", "widened breaking read"
VERDICTS = {
    # kind: what it does to what we send, and to what we read
    "property-added-optional": (_MORE, _MORE),
    "property-removed": (_LESS, _READ),
    "property-required": (_LESS, _MORE),
    "property-optional": (_MORE, _READ),
    "limit-tightened": (_LESS, _MORE),
    "limit-relaxed": (_MORE, _COMES),
    "extra-keys-refused": (_LESS, _MORE),
    "extra-keys-allowed": (_MORE, _COMES),
    "null-allowed": (_MORE, _READ),
    "null-refused": (_LESS, _MORE),
    "enum-closed": (_LESS, _MORE),
    "enum-opened": (_MORE, _READ),  # the words are gone: readers get plain text
    "enum-grown": (_MORE, _COMES),
    "enum-shrunk": (_LESS, "compatible breaking read"),  # a member that code names is gone
    "enum-changed": (_LESS, _READ),
    "type-changed": (_LESS, "breaking breaking read"),
    "default-changed": (_MORE, _MORE),
}


def _either_way(base: dict[str, Any], revision: dict[str, Any]) -> list[tuple[str, str]]:
    one, two = document(base), document(revision)
    return [
        *without_name_changes(changes_between(one, two)),
        *without_name_changes(changes_between(two, one)),
    ]


@LIMITS
@given(components(), RANDOM)
def test_same_document_in_another_order_is_no_change(schemas: dict[str, Any], random: Random) -> None:
    """Written out and read again, with all keys and sets in another order."""
    again = json.loads(json.dumps(shuffled(schemas, random)))
    assert kinds_and_nodes(changes_between(document(schemas), document(again))) == []


@LIMITS
@given(components(), RANDOM)
def test_same_document_in_other_words_is_no_change(schemas: dict[str, Any], random: Random) -> None:
    """Nullable, constants and combinations are spelled in several ways."""
    other = {name: respelled(schema, random) for name, schema in schemas.items()}
    assert _either_way(schemas, other) == []


@LIMITS
@given(components())
def test_names_of_components_are_no_change_on_the_wire(schemas: dict[str, Any]) -> None:
    """Renamed, written out, or lifted to components."""
    for other in (renamed(schemas), inlined(schemas), lifted(schemas)):
        assert _either_way(schemas, other) == []


@LIMITS
@given(edited())
def test_edit_is_reported_once_at_its_place(case: Any) -> None:
    """With its kind, its verdicts, for both uses, and at the same node backward."""
    base, revision, (kind, backward, node) = case
    for one, two, name in ((base, revision, kind), (revision, base, backward)):
        reported = changes_between(document(one), document(two))
        assert [(item.kind, item.node) for item in reported] == [(name, node)]
        assert [item.use for item in reported[0].reach] == [SENT, READ]
        verdicts = [item.verdict for item in reported[0].reach]
        assert tuple(f"{item.wire} {item.client} {item.breaks}" for item in verdicts) == VERDICTS[name]


@LIMITS
@given(components(), components())
def test_any_two_documents_have_the_same_nodes_in_both_directions(
    base: dict[str, Any], revision: dict[str, Any]
) -> None:
    """As many findings, at the same pairs of nodes."""
    forward = changes_between(document(base), document(revision))
    backward = changes_between(document(revision), document(base))
    assert sorted(map(pointers, forward)) == sorted(pointers(item)[::-1] for item in backward)
