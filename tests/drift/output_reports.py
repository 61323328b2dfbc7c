"""Reports for the tests of the output: one that holds something of everything, and ones full of hostile text."""

from __future__ import annotations

from datetime import date

from attrs import evolve

from scripts.drift.accepted import AcceptedChange, AcceptedEntry
from scripts.drift.change import (
    Breaks,
    Change,
    Client,
    Confidence,
    Direction,
    Place,
    Reach,
    Use,
    Verdict,
    Wire,
    in_order,
)
from scripts.drift.client import Impact, Symbol
from scripts.drift.lint import Contradiction
from scripts.drift.overlay.samples_state import SampleState
from scripts.drift.overlay.state import OverlayState
from scripts.drift.report.records import DocumentInfo, Report

OPERATIONS = ["GET /clips", "POST /clips", "GET /clips/{id}", "DELETE /clips/{id}", "POST /clips/{id}/remix"]
HOSTILE = (
    "\x1b[31mred\x1b[0m \x07 \x00 \x9b \u202egnitset \ufeff \ud800 \uffff | ``` ``` `x` <script>alert(1)</script> </details> "
    "<!-- drift: 0123456789abcdef --> @octocat @org/team #12 GH-34 owner/name#56 [link](https://evil.example/x) "
    "https://evil.example www.evil.example a@b.example ![i](//evil.example/p.png) *b* _i_ ~s~ $x$ % %0A \r\n"
    "::error file=a.py::owned\n##[error]owned\n  ::add-mask::x ]]> &amp; &#64;octocat"
)


def verdict(wire: Wire, client: Client, breaks: Breaks = Breaks.NOTHING, why: str = "", **more) -> Verdict:
    """Return a verdict."""
    return Verdict(wire=wire, client=client, breaks=breaks, why=why, **more)


WIDENED = verdict(
    Wire.WIDENED,
    Client.BREAKING,
    Breaks.READ,
    "code that compares it with the listed values no longer type-checks",
    confidence=Confidence.LIKELY,
)
SENDING = verdict(Wire.COMPATIBLE, Client.COMPATIBLE, why="the server takes what it took")
PROSE = verdict(Wire.NONE, Client.DOCS)


def reach(direction: Direction, result: Verdict, *operations: str) -> tuple[Reach, ...]:
    """Return whom a change reaches, with one verdict for all."""
    uses = (Use(operation=operation, direction=direction) for operation in sorted(operations))
    return tuple(Reach(use=use, verdict=result) for use in uses)


def place(line: int, pointer: str, file: str = "spec/example/openapi.yaml") -> Place:
    """Return a place."""
    return Place(file=file, line=line, column=7, pointer=pointer)


def change(kind: str, node: str, result: tuple[Reach, ...], **more) -> Change:
    """Return a change with plain words where none are given."""
    rendered = {
        "subject": node.rpartition("/")[2] or "the document",
        "before": None,
        "after": None,
        "base": place(12, node),
        "revision": None,
        "message": "it changed",
        **more,
    }
    return Change(kind=kind, node=node, reach=result, **rendered)


def opened() -> Change:
    """Return the change of the example that breaks readers."""
    node = "/components/schemas/Clip/properties/seconds"
    result = reach(Direction.RESPONSE, WIDENED, *OPERATIONS) + reach(Direction.REQUEST, SENDING, "POST /clips")
    return change(
        "enum-opened",
        node,
        tuple(sorted(result, key=lambda item: item.use)),
        subject="Clip.seconds",
        before={"type": "string", "enum": ["4", "8", "12"]},
        after={"type": "string"},
        base=place(123, node),
        message="any text may come where three values were listed",
    )


def added() -> Change:
    """Return the change of the example that is worth vendoring."""
    return change(
        "operation-added",
        "/paths/~1clips~1{id}~1upscale/post",
        reach(Direction.REQUEST, SENDING, "POST /clips/{id}/upscale"),
        subject="POST /clips/{id}/upscale",
        after=["POST /clips/{id}/upscale"],
        base=None,
        revision=place(1, "/paths", "https://user:secret@example.com/openapi.yaml?token=secret"),
        message="one operation is new",
    )


def retold() -> Change:
    """Return the change of the example that is prose."""
    return change("docs-changed", "/info/description", reach(Direction.REQUEST, PROSE, ""), message="the text changed")


def accepted_entry(fingerprint: str, line: int = 2) -> AcceptedEntry:
    """Return an entry of the accepted drift."""
    where = place(line, "/accepted/0", "spec/example/accepted-drift.yaml")
    return AcceptedEntry(
        fingerprint=fingerprint, what="the limit grew", reason="waits for them", until=date(2026, 12, 31), place=where
    )


def report(*changes: Change, **more) -> Report:
    """Return a report of some changes."""
    base = DocumentInfo(name="spec/example/openapi.yaml", openapi="3.1.0", version="1.0.0", sha256="a" * 64)
    revision = DocumentInfo(
        name="https://user:secret@example.com/openapi.yaml?token=secret",
        openapi="3.1.0",
        version="1.1.0",
        sha256="b" * 64,
    )
    return Report(**{"provider": "example", "base": base, "revision": revision, "changes": in_order(changes), **more})


def full() -> Report:
    """Return a report that holds something of everything."""
    break_, new, text = opened(), added(), retold()
    limit = change(
        "limit-relaxed",
        "/components/schemas/NewClip/properties/prompt/maxLength",
        reach(Direction.REQUEST, SENDING, "POST /clips"),
        before=1000,
        after=2000,
    )
    name = "videojobs_api.example.models.Clip.seconds"
    symbol = Symbol(
        name=name,
        kind="attribute type",
        old="Literal['4', '8', '12']",
        new="str",
        message='Incompatible return value type\n(got "str", expected "Literal")',
        breaks=Breaks.READ,
        changes=(break_.fingerprint,),
    )
    other = evolve(symbol, name="videojobs_api.example.models.Old", kind="class removed", new=None, changes=())
    suggestion = "- target: $.components.schemas.Clip.properties.seconds\n  description: still only three\n  update: {enum: ['4', '8', '12']}\n"
    return report(
        break_,
        new,
        text,
        docs=14,
        accepted=(AcceptedChange(change=limit, entry=accepted_entry(limit.fingerprint)),),
        expired=(accepted_entry("1" * 16, 8),),
        stale=(accepted_entry("2" * 16, 14),),
        impact=Impact(symbols=(symbol, other), refusal=None),
        overlay=(
            OverlayState(
                fingerprint=break_.fingerprint,
                action=None,
                state="new upstream",
                pointer=break_.node,
                message="no correction speaks of it",
                suggestion=suggestion,
            ),
            OverlayState(
                fingerprint=None,
                action=3,
                state="target gone",
                pointer="/components/schemas/Gone",
                message="the action selects nothing now",
                suggestion=None,
            ),
            OverlayState(
                fingerprint=None, action=4, state="still needed", pointer="/components", message="", suggestion=None
            ),
        ),
        samples=(
            SampleState(file="samples/retrieve.json", before=True, after=False, violations=("/progress: none",)),
            SampleState(file="samples/create.json", before=True, after=True, violations=()),
        ),
        contradictions=(
            Contradiction(
                place=place(40, "/components", "https://example.com/openapi.yaml"),
                message="the text lists 4 and 16, the enum 4 and 8",
            ),
        ),
    )


def hostile(text: str = HOSTILE) -> Report:
    """Return a report in which every text that comes from a document is ``text``."""
    bad = opened()
    bad = evolve(
        bad,
        subject=text,
        message=text,
        node=f"/{text}",
        before={text: [text]},
        after=text,
        base=place(3, text, f"spec/{text}/x.yaml"),
    )
    nothing = evolve(verdict(Wire.UNKNOWN, Client.COMPATIBLE), why=text)
    unsure = evolve(bad, reach=reach(Direction.REQUEST, nothing, text), kind="condition-changed")
    entry = evolve(accepted_entry(bad.fingerprint), what=text, reason=text)
    symbol = Symbol(
        name=text,
        kind="attribute type",
        old=text,
        new=text,
        message=text,
        breaks=Breaks.READ,
        changes=(bad.fingerprint,),
    )
    state = OverlayState(fingerprint=None, action=1, state="conflict", pointer=text, message=text, suggestion=text)
    side = DocumentInfo(name=f"https://example.com/{text}", openapi=text, version=text, sha256="c" * 64)
    return report(
        bad,
        unsure,
        base=evolve(side, name=f"spec/{text}/openapi.yaml"),
        revision=side,
        provider="example",
        accepted=(AcceptedChange(change=unsure, entry=entry),),
        expired=(entry,),
        stale=(entry,),
        impact=Impact(symbols=(symbol, evolve(symbol, changes=())), refusal=text),
        overlay=(state, evolve(state, fingerprint=bad.fingerprint)),
        samples=(SampleState(file=text, before=True, after=False, violations=(text,)),),
        contradictions=(Contradiction(place=place(2, text, text), message=text),),
    )


def huge(count: int = 400) -> Report:
    """Return a report of very many changes."""
    return report(
        *(
            change(
                "enum-opened",
                f"/components/schemas/Thing{number}/properties/{'x' * 200}",
                reach(Direction.RESPONSE, WIDENED, *(f"GET /things/{number}/{index}" for index in range(40))),
                before=["v" * 100] * 30,
                after="é" * 2_000,
                message="m" * 900,
            )
            for number in range(count)
        )
    )
