"""The forms of the report that people read: terminal and Markdown."""

from __future__ import annotations

import html
import io
import re

import pytest
from attrs import evolve
from markdown_it import MarkdownIt

from scripts.drift.change import Breaks, Direction
from scripts.drift.client import Impact, Symbol
from scripts.drift.lint import Contradiction
from scripts.drift.overlay.state import OverlayState
from scripts.drift.report import FORMATS, markdown, terminal, texts
from scripts.drift.report.records import Report
from tests.drift.output_reports import (
    OPERATIONS,
    PROSE,
    SENDING,
    WIDENED,
    added,
    change,
    full,
    hostile,
    huge,
    opened,
    place,
    reach,
    report,
    retold,
)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("made", [full, hostile, report], ids=["full", "hostile", "empty"])
def test_same_report_same_bytes(name, made) -> None:
    """Every form is text that ends with a newline (or is empty), is UTF-8, and never differs for the same report."""
    one, other = FORMATS[name](made()), FORMATS[name](made())
    assert one == other
    assert one.endswith("\n") or (not one and name == "annotations")
    one.encode("utf-8")


@pytest.mark.parametrize("name", FORMATS)
def test_order_of_what_is_reached_is_no_matter(name) -> None:
    """A report is told by what it holds: not by the order in which operations were found."""
    turned = evolve(opened(), reach=tuple(reversed(opened().reach)))
    assert FORMATS[name](report(turned)) == FORMATS[name](report(opened()))


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (report(), "Nothing changed."),
        (report(docs=14), "Nothing that matters: 14 changes are prose."),
        (evolve(full(), changes=(), docs=0), "Nothing that matters: 1 change is accepted."),
        (full(), "1 change breaks callers, 1 more is worth vendoring, 14 are prose, 1 is accepted."),
        (report(retold(), docs=1), "Nothing that matters: 1 change is prose."),
        (report(added()), "1 change is worth vendoring."),
        (report(opened(), added(), docs=2), "1 change breaks callers, 1 more is worth vendoring, 2 are prose."),
        (
            report(
                *(evolve(opened(), node=f"/{number}") for number in range(2)),
                *(evolve(added(), node=f"/{number}") for number in range(3)),
                docs=14,
            ),
            "2 changes break callers, 3 more are worth vendoring, 14 are prose.",
        ),
    ],
)
def test_headline_counts_what_it_means(found: Report, said: str) -> None:
    """One line says what the whole report comes to."""
    assert texts.headline(found) == said


def test_entry_says_all_that_a_reviewer_needs() -> None:
    """Where, from what to what, whom it reaches and why, what breaks by name, what to paste, how to accept it."""
    text = terminal.render(full(), width=120)
    for part in (
        "1. Clip.seconds: any text may come where three values were listed",
        "spec/example/openapi.yaml:123",
        '- {"enum": ["4", "8", "12"], "type": "string"}',
        '+ {"type": "string"}',
        "we read, 5 operations: DELETE /clips/{id}, GET /clips and 3 more: wire widened, client breaking (read), likely",
        "we send, POST /clips: wire compatible, client compatible; the server takes what it took",
        "breaks reading, attribute type: videojobs_api.example.models.Clip.seconds: Literal['4', '8', '12'] -> str",
        "       description: still only three\n",
        f"to accept it: {opened().fingerprint} (enum-opened)",
        "Breaks, with no change that explains it\n   breaks reading, class removed: videojobs_api.example.models.Old",
        "in spec/: overlay action 3, target gone: the action selects nothing now",
        "1 correction is still needed.",
        "spec/example/samples/retrieve.json: no longer fits: /progress: none",
        "the text lists 4 and 16, the enum 4 and 8",
        "waits for them (until 2026-12-31)",
        "spec/example/accepted-drift.yaml:8: 1111111111111111",
        "spec/example/accepted-drift.yaml:14: 2222222222222222",
    ):
        assert part in text


def test_worst_comes_first() -> None:
    """What breaks callers stands before what is worth vendoring, and that before prose."""
    text = terminal.render(full())
    assert text.index("Breaks callers") < text.index("Worth vendoring") < text.index("Prose")


def test_reach_is_collapsed_only_when_many() -> None:
    """Three operations are named; of more, two are, and the rest is counted. The document as a whole has a name."""
    few = change("docs-changed", "/a", reach(Direction.RESPONSE, PROSE, *OPERATIONS[:3]))
    assert texts.reach_lines(few)[0][0] == "we read, GET /clips, GET /clips/{id}, POST /clips"
    whole = change("docs-changed", "/a", reach(Direction.REQUEST, PROSE, ""))
    assert texts.reach_lines(whole)[0][0] == "the whole document"
    assert texts.operations_text(["b", "a", "c", "d"]) == "4 operations: a, b and 2 more"


def test_equal_verdicts_are_told_once_and_the_worst_first() -> None:
    """Operations with the same verdict in the same direction share a line."""
    both = reach(Direction.REQUEST, SENDING, "POST /a", "POST /b") + reach(Direction.RESPONSE, WIDENED, "GET /a")
    said = [who for who, _, _ in texts.reach_lines(change("enum-grown", "/a", both))]
    assert said == ["we read, GET /a", "we send, POST /a, POST /b"]


@pytest.mark.parametrize(("asked", "most"), [(20, 80), (80, 80), (100, 100), (120, 120), (400, 120)])
def test_sentences_are_wrapped(asked: int, most: int) -> None:
    """Sentences keep to 80 to 120 columns, whatever the terminal is."""
    lines = terminal.render(full(), width=asked).splitlines()
    assert max(map(len, lines)) <= most


class Stream(io.StringIO):
    """A stream that says what it is."""

    def __init__(self, live: bool) -> None:
        super().__init__()
        self.live = live

    def isatty(self) -> bool:
        """Say whether it is a terminal."""
        return self.live


@pytest.mark.parametrize(
    ("live", "environment", "coloured"),
    [
        (True, {}, True),
        (True, {"NO_COLOR": "1"}, False),
        (True, {"NO_COLOR": ""}, True),
        (True, {"TERM": "dumb"}, False),
        (False, {}, False),
    ],
)
def test_colour_is_for_terminals_that_want_it(live, environment, coloured) -> None:
    """Colours come only on a terminal, and not where NO_COLOR says no."""
    assert ("\x1b[" in terminal.render_for(full(), Stream(live), environment)) is coloured


@pytest.mark.parametrize("name", ["terminal", "markdown", "annotations"])
def test_no_control_character_comes_through(name: str) -> None:
    """A document cannot move the cursor, ring the bell, or turn the direction of the text."""
    text = FORMATS[name](hostile())
    assert [ch for ch in text if not ch.isprintable() and ch != "\n"] == []


@pytest.mark.parametrize("name", ["terminal", "annotations"])
def test_no_line_commands_the_runner(name: str) -> None:
    """In the log of a CI run no line begins a command that we did not write."""
    lines = [line.strip() for line in FORMATS[name](hostile()).splitlines()]
    ours = re.compile(r"::(error|warning|notice) file=[^:,]*,line=\d+,col=\d+,title=[^:,]*::")
    assert [line for line in lines if line.startswith("::") and not ours.match(line)] == []
    assert [line for line in lines if "##[" in line and name == "terminal"] == []


def test_address_is_shown_without_its_secrets() -> None:
    """Neither the key in a query nor the password before the host is printed anywhere."""
    for render in FORMATS.values():
        text = render(full())
        assert "secret" not in text
        assert "https://example.com/openapi.yaml" in text or render is FORMATS["annotations"] or "sarif" in text


def parts_of(text: str):
    """Yield every part that a CommonMark reader sees in Markdown, nested ones too."""
    for token in MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text):
        yield token
        yield from token.children or []


TEXT = re.compile(r"@\w|://|#\d|\bGH-\d|www\.")
OURS = re.compile(r"<details( open)?><summary>([^<>]*)</summary>\n|</details>\n")


def test_markdown_is_inert() -> None:
    """Nothing of a document is a link, an image, emphasis, HTML, or a text that GitHub would make a link of."""
    allowed = {"text", "code_inline", "fence", "html_block", "inline", "softbreak", "hr"}
    found = list(parts_of(markdown.render(hostile())))
    kinds = {re.sub("_(open|close)$", "", part.type) for part in found} - allowed
    assert kinds == {"paragraph", "heading", "bullet_list", "ordered_list", "list_item", "strong"}
    for part in found:
        if part.type == "html_block":
            assert OURS.fullmatch(part.content), part.content
        if part.type in {"html_block", "text"}:
            assert TEXT.search(html.unescape(part.content)) is None, part.content


def test_markdown_blocks_cannot_be_broken_out_of() -> None:
    """A fence is longer than any run of backticks within it; each <details> is closed."""
    found = list(parts_of(markdown.render(hostile("```\n</details>\n~~~ `````\n    x\n- y"))))
    opened_ones = [part for part in found if part.type == "html_block" and part.content.startswith("<details")]
    closed = [part for part in found if part.type == "html_block" and part.content.startswith("</details>")]
    assert len(opened_ones) == len(closed) == 2
    assert [part for part in found if part.type in {"html_inline", "code_block"}] == []
    assert {part.info for part in found if part.type == "fence"} == {"diff", "yaml"}


@pytest.mark.parametrize("limit", [2_000, 20_000, markdown.LIMIT])
def test_markdown_keeps_below_the_limit_of_github(limit: int) -> None:
    """However many changes there are, the text fits an issue, and says how many are left out."""
    text = markdown.render(huge(), limit=limit)
    assert len(text.encode()) <= limit < 65_536
    left_out = int(re.search(r"\*\*(\d+) parts of this report left out here", text)[1])
    assert left_out + text.count("<details") == 400
    assert text.count("<details") == text.count("</details>")


def test_markdown_of_something_that_is_no_number() -> None:
    """A value that JSON has no form for is told as text."""
    for render in FORMATS.values():
        render(report(evolve(opened(), before=float("inf"), after={"a": [float("nan")]})))


@pytest.mark.parametrize("form", [terminal, markdown])
def test_what_is_to_be_pasted_is_whole_or_left_out(form) -> None:
    """A correction that was cut somewhere would still be YAML, or be none."""
    remark, long = "# overlay.yaml: add at the end:", "x" * 1_000
    state = OverlayState(
        fingerprint=None, action=2, line=31, state="conflict", pointer="/a", message="both", suggestion=""
    )
    fits = evolve(state, suggestion=f"{remark}\n- target: $.a\n  description: {long}\n  remove: true\n")
    assert f"description: {long}" in form.render(report(overlay=(fits,)))
    lines = "".join(f"- {number}\n" for number in range(500))
    said = form.render(report(overlay=(evolve(state, suggestion=f"{remark}\n{lines}"),)))
    assert remark in said and "- 0\n" not in said and "501 lines" in said
    assert "action 2" in said and "line 31" in said


@pytest.mark.parametrize("form", [terminal, markdown])
def test_contradictions_are_told_with_their_pointer_and_not_all(form) -> None:
    """A revision that was downloaded has no lines to look at."""
    found = tuple(Contradiction(place=place(1, f"/components/schemas/S{number}"), message="no") for number in range(25))
    said = form.render(report(contradictions=found))
    assert "/components/schemas/S19" in said and "/components/schemas/S20" not in said
    assert "and 5 more" in said


@pytest.mark.parametrize("form", [terminal, markdown])
def test_a_name_that_moved_is_told_once(form) -> None:
    """The old name, the new one, and nothing that says the same again."""
    symbol = Symbol(
        name="videojobs_api.example.api.clips.old",
        kind="function removed",
        old="videojobs_api.example.api.clips.old",
        new="videojobs_api.example.api.clips.new",
        message="Public object was removed",
        breaks=Breaks.IMPORT,
        changes=(opened().fingerprint,),
    )
    said = form.render(report(opened(), impact=Impact(symbols=(symbol,), refusal=None)))
    assert "videojobs_api.example.api.clips.old -> videojobs_api.example.api.clips.new" in " ".join(said.split())
    assert said.count("clips.old") == 1 and "Public object" not in said


@pytest.mark.parametrize("form", [terminal, markdown])
def test_what_an_accepted_change_breaks_is_explained(form) -> None:
    """It is accepted: no names of it stand there as if nobody knew why they break."""
    found = full()
    (entry,) = found.accepted
    symbol = evolve(
        found.impact.symbols[0], name="videojobs_api.example.models.Passed", changes=(entry.change.fingerprint,)
    )
    said = form.render(evolve(found, impact=Impact(symbols=(symbol,), refusal=None)))
    assert "Passed" not in said and "no change that explains it" not in said
