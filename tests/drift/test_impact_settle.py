"""Verdicts after the proof: what the rules say is corrected by what the generated clients show."""

from __future__ import annotations

import pytest

from scripts.drift.change import Breaks, Change, Client, Confidence, Direction, Wire
from scripts.drift.client import Impact, Symbol, settle
from tests.drift.impact_support import change

BOTH = (Direction.REQUEST, Direction.RESPONSE)


def symbol(cause: Change, breaks: Breaks, name: str = "client.models.Thing.part") -> Symbol:
    """Return a symbol that a change causes."""
    return Symbol(
        name=name, kind="attribute type", old="a", new="b", message="No.", breaks=breaks, changes=(cause.fingerprint,)
    )


def settled(found: Change, *symbols: Symbol) -> Change:
    """Settle one change."""
    (result,) = settle([found], Impact(symbols=symbols))
    return result


@pytest.mark.parametrize(
    "kind", ["schema-renamed", "schema-inlined", "schema-lifted", "operation-id-changed", "tag-changed", "path-renamed"]
)
def test_a_change_of_names_that_no_name_went_with_breaks_nothing(kind: str):
    """A component whose class is called the same written out; an id that is the same word in another case."""
    found = settled(change(kind, "/a", wire=Wire.NONE, client=Client.BREAKING, breaks=Breaks.IMPORT, directions=BOTH))
    assert found.verdict.client is Client.NONE and found.verdict.breaks is Breaks.NOTHING
    assert found.verdict.confidence is Confidence.PROVED
    assert found.verdict.why == "no name of the generated client went with it"


def test_a_change_of_names_that_took_a_name_is_proved():
    """In every direction: an import has none."""
    cause = change(
        "schema-inlined", "/a", wire=Wire.NONE, client=Client.BREAKING, breaks=Breaks.IMPORT, directions=BOTH
    )
    found = settled(cause, symbol(cause, Breaks.IMPORT, "videojobs_api.some.models.Thing"))
    assert [reach.verdict.confidence for reach in found.reach] == [Confidence.PROVED] * 2
    assert found.verdict.breaks is Breaks.IMPORT and found.verdict.client is Client.BREAKING
    assert found.verdict.why == "proved with the generated client: models.Thing"


def test_a_compatible_change_with_a_broken_symbol_is_breaking_where_it_breaks():
    """A read breaks with the answers; what is sent stays as it was judged."""
    cause = change("enum-shrunk", "/a", directions=BOTH)
    sent, read = settled(cause, symbol(cause, Breaks.READ)).reach
    assert (sent.use.direction, sent.verdict) == (Direction.REQUEST, cause.reach[0].verdict)
    assert (read.verdict.client, read.verdict.breaks) == (Client.BREAKING, Breaks.READ)
    assert read.verdict.confidence is Confidence.PROVED and read.verdict.wire is Wire.COMPATIBLE


def test_a_break_in_a_direction_that_the_change_does_not_reach_is_not_lost():
    """A call breaks by a change that was found in answers only."""
    cause = change("property-removed", "/a")
    assert settled(cause, symbol(cause, Breaks.CALL)).verdict.breaks is Breaks.CALL


def test_what_the_rules_call_breaking_stays_so_without_a_symbol():
    """The wire matters, too: a limit that got tighter has no type."""
    found = change("limit-tightened", "/a", client=Client.BREAKING, breaks=Breaks.CALL, wire=Wire.BREAKING)
    assert settled(found) == found


def test_a_notice_settles_nothing():
    """An enum that grew is told, and breaks nothing."""
    found = change("enum-grown", "/a")
    assert settled(found, symbol(found, Breaks.NOTHING)) == found


def test_where_no_client_could_be_generated_the_rules_stand():
    """Nothing was proved."""
    found = change("schema-renamed", "/a", wire=Wire.NONE, client=Client.BREAKING, breaks=Breaks.IMPORT)
    assert settle([found], Impact(symbols=(), refusal="/: no")) == (found,)


def test_the_order_is_that_of_the_settled_verdicts():
    """The most harmful first; many names are counted."""
    mild, harsh = change("enum-grown", "/a"), change("enum-shrunk", "/b")
    symbols = tuple(symbol(harsh, Breaks.READ, f"client.models.Thing.part{number}") for number in range(5))
    first, second = settle([mild, harsh], Impact(symbols=symbols))
    assert (first.kind, second) == ("enum-shrunk", mild)
    assert first.verdict.why.endswith("models.Thing.part2 and 2 more")
