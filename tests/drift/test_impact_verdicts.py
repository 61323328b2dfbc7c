"""Verdicts of changes are corrected by what the generated clients prove."""

from __future__ import annotations

import pytest

from scripts.drift.change import Breaks, Change, Client, Confidence, Direction, Wire
from scripts.drift.client import Impact, Symbol, correct_verdicts
from tests.drift.impact_support import change

BOTH = (Direction.REQUEST, Direction.RESPONSE)


def symbol(cause: Change, breaks: Breaks, name: str = "client.models.Thing.part") -> Symbol:
    """Return a symbol that a change causes."""
    return Symbol(
        name=name, kind="attribute type", old="a", new="b", message="No.", breaks=breaks, changes=(cause.fingerprint,)
    )


def corrected(result: Change, *symbols: Symbol) -> Change:
    """Correct the verdict of one change."""
    (result,) = correct_verdicts([result], Impact(symbols=symbols))
    return result


@pytest.mark.parametrize(
    "kind", ["schema-renamed", "schema-inlined", "schema-lifted", "operation-id-changed", "tag-changed", "path-renamed"]
)
def test_a_change_of_names_that_breaks_no_name_breaks_nothing(kind: str):
    """A component whose class keeps its name when written inline; an id in another case."""
    result = corrected(
        change(kind, "/a", wire=Wire.NONE, client=Client.BREAKING, breaks=Breaks.IMPORT, directions=BOTH)
    )
    assert result.verdict.client is Client.NONE and result.verdict.breaks is Breaks.NOTHING
    assert result.verdict.confidence is Confidence.PROVED
    assert result.verdict.why == "it breaks no name of the generated client"


def test_a_change_of_names_that_breaks_a_name_is_proved():
    """In every direction: an import belongs to none."""
    cause = change(
        "schema-inlined", "/a", wire=Wire.NONE, client=Client.BREAKING, breaks=Breaks.IMPORT, directions=BOTH
    )
    result = corrected(cause, symbol(cause, Breaks.IMPORT, "videojobs_api.some.models.Thing"))
    assert [reach.verdict.confidence for reach in result.reach] == [Confidence.PROVED] * 2
    assert result.verdict.breaks is Breaks.IMPORT and result.verdict.client is Client.BREAKING
    assert result.verdict.why == "proved with the generated client: models.Thing"


def test_a_compatible_change_with_a_broken_symbol_is_breaking_where_it_breaks():
    """A read breaks in responses; the verdict of requests stays."""
    cause = change("enum-shrunk", "/a", directions=BOTH)
    sent, read = corrected(cause, symbol(cause, Breaks.READ)).reach
    assert (sent.use.direction, sent.verdict) == (Direction.REQUEST, cause.reach[0].verdict)
    assert (read.verdict.client, read.verdict.breaks) == (Client.BREAKING, Breaks.READ)
    assert read.verdict.confidence is Confidence.PROVED and read.verdict.wire is Wire.COMPATIBLE


def test_a_break_in_a_direction_that_the_change_does_not_reach_is_not_lost():
    """A call breaks by a change that reaches responses only."""
    cause = change("property-removed", "/a")
    assert corrected(cause, symbol(cause, Breaks.CALL)).verdict.breaks is Breaks.CALL


def test_a_breaking_change_stays_breaking_without_a_symbol():
    """The wire matters too: a tighter limit has no type."""
    result = change("limit-tightened", "/a", client=Client.BREAKING, breaks=Breaks.CALL, wire=Wire.BREAKING)
    assert corrected(result) == result


def test_a_notice_corrects_nothing():
    """A grown enum is reported, and breaks nothing."""
    result = change("enum-grown", "/a")
    assert corrected(result, symbol(result, Breaks.NOTHING)) == result


def test_without_a_generated_client_verdicts_stay():
    """Nothing was proved."""
    result = change("schema-renamed", "/a", wire=Wire.NONE, client=Client.BREAKING, breaks=Breaks.IMPORT)
    assert correct_verdicts([result], Impact(symbols=(), refusal="/: no")) == (result,)


def test_the_order_is_that_of_the_corrected_verdicts():
    """The most harmful first; many names are counted."""
    mild, harsh = change("enum-grown", "/a"), change("enum-shrunk", "/b")
    symbols = tuple(symbol(harsh, Breaks.READ, f"client.models.Thing.part{number}") for number in range(5))
    first, second = correct_verdicts([mild, harsh], Impact(symbols=symbols))
    assert (first.kind, second) == ("enum-shrunk", mild)
    assert first.verdict.why.endswith("models.Thing.part2 and 2 more")
