"""What holds for any schema: another spelling is no change, an edit is found once, time may run either way."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.drift.schema_support import READ, SENT, document, findings, told, unnamed
from tests.drift.strategies import components, edited, inlined, lifted, renamed, respelled, shuffled

LIMITS = settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
RANDOM = st.integers(0, 2**32).map(Random)


def _either_way(base: dict[str, Any], revision: dict[str, Any]) -> list[tuple[str, str]]:
    there, back = document(base), document(revision)
    return [*unnamed(findings(there, back)), *unnamed(findings(back, there))]


@LIMITS
@given(components(), RANDOM)
def test_same_document_in_another_order_is_no_change(schemas: dict[str, Any], random: Random) -> None:
    """Written out and read again, with all keys and sets in another order."""
    again = json.loads(json.dumps(shuffled(schemas, random)))
    assert told(findings(document(schemas), document(again))) == []


@LIMITS
@given(components(), RANDOM)
def test_same_document_in_other_words_is_no_change(schemas: dict[str, Any], random: Random) -> None:
    """Nullable, constants and combinations are spelled in several ways."""
    other = {name: respelled(schema, random) for name, schema in schemas.items()}
    assert _either_way(schemas, other) == []


@LIMITS
@given(components())
def test_names_of_components_are_no_change_on_the_wire(schemas: dict[str, Any]) -> None:
    """Renamed, written out, or made components."""
    for other in (renamed(schemas), inlined(schemas), lifted(schemas)):
        assert _either_way(schemas, other) == []


@LIMITS
@given(edited())
def test_edit_is_found_once_where_it_was_made(case: Any) -> None:
    """With its kind, for all that it reaches, and at the same node the other way round."""
    base, revision, (kind, back, node) = case
    found = findings(document(base), document(revision))
    assert [(item.kind, item.node) for item in found] == [(kind, node)]
    assert found[0].uses == {SENT, READ}
    inverse = findings(document(revision), document(base))
    assert [(item.kind, item.node) for item in inverse] == [(back, node)]


@LIMITS
@given(components(), components())
def test_any_two_documents_find_the_same_nodes_either_way(base: dict[str, Any], revision: dict[str, Any]) -> None:
    """As many findings, at the same pairs of nodes."""
    there = findings(document(base), document(revision))
    back = findings(document(revision), document(base))
    assert sorted((item.base_pointer or "", item.revision_pointer or "") for item in there) == sorted(
        (item.revision_pointer or "", item.base_pointer or "") for item in back
    )
