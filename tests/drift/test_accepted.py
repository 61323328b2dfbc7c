"""accepted-drift.yaml: read strictly, applied by fingerprint, and only until the last day."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from scripts.drift.accepted import apply_accepted, entry_for, lint_accepted, load_accepted
from scripts.drift.change import Change, Client, Direction, Reach, Use, Verdict, Wire
from scripts.lint_spec import problems_of
from scripts.oas.load import loads
from scripts.oas.problems import SpecError
from tests.drift.overlay_support import make_folder
from tests.spec.support import SPEC

DAY = date(2026, 3, 31)
ENTRY: dict[str, Any] = {
    "fingerprint": "0123456789abcdef",
    "what": "Clip.seconds: any text now",
    "reason": "nobody reads it",
    "until": "2026-03-31",
}


def change(node: str = "/components/schemas/Clip", message: str = "it changed") -> Change:
    """Return a change."""
    reach = Reach(
        use=Use(operation="GET /clips", direction=Direction.RESPONSE),
        verdict=Verdict(wire=Wire.WIDENED, client=Client.BREAKING),
    )
    return Change(
        kind="enum-opened",
        node=node,
        subject="Clip.seconds",
        before=["4"],
        after=None,
        base=None,
        revision=None,
        reach=(reach,),
        message=message,
    )


def write(path: Path, *entries: Any) -> Path:
    """Write the file."""
    file = path / "accepted-drift.yaml"
    file.write_text(yaml.safe_dump({"accepted": list(entries)}, sort_keys=False))
    return file


def test_an_entry_is_read_with_its_place(tmp_path: Path) -> None:
    """Fingerprint, what, reason and last day."""
    (entry,) = load_accepted(write(tmp_path, ENTRY))
    assert (entry.fingerprint, entry.what, entry.reason) == (ENTRY["fingerprint"], ENTRY["what"], ENTRY["reason"])
    assert entry.until == DAY
    assert (entry.place.line, entry.place.pointer) == (2, "/accepted/0")
    assert entry.place.file.endswith("accepted-drift.yaml")


def test_an_empty_list_accepts_nothing(tmp_path: Path) -> None:
    """The file may stay after its last entry is removed."""
    assert load_accepted(write(tmp_path)) == ()


@pytest.mark.parametrize(
    ("content", "place", "what"),
    [
        ("accepted: []\nversion: 1\n", "/version", "'version' is unknown"),
        ("[]", "/", "is not of type object"),
        ("accepted: {}\n", "/accepted", "is not of type array"),
        ("accepted: [5]\n", "/accepted/0", "is not of type object"),
        ({**ENTRY, "why": "x"}, "/accepted/0/why", "'why' is unknown"),
        ({**ENTRY, "fingerprint": "0123"}, "/accepted/0/fingerprint", "does not have the required form"),
        ({**ENTRY, "fingerprint": "0123456789ABCDEF"}, "/accepted/0/fingerprint", "does not have the required form"),
        ({**ENTRY, "fingerprint": 1234567890123456}, "/accepted/0/fingerprint", "is not of type string"),
        ({**ENTRY, "reason": " "}, "/accepted/0/reason", "does not have the required form"),
        ({key: value for key, value in ENTRY.items() if key != "reason"}, "/accepted/0", "'reason' is missing"),
        ({key: value for key, value in ENTRY.items() if key != "until"}, "/accepted/0", "'until' is missing"),
        ({**ENTRY, "until": "31.3.2026"}, "/accepted/0/until", "does not have the required form"),
        ({**ENTRY, "until": "2026-02-30"}, "/accepted/0/until", "is not a date"),
        ({**ENTRY, "until": "never"}, "/accepted/0/until", "does not have the required form"),
    ],
)
def test_a_wrong_file_is_refused(content: Any, place: str, what: str, tmp_path: Path) -> None:
    """With the place and one line."""
    file = write(tmp_path, content)
    if isinstance(content, str):
        file.write_text(content)
    with pytest.raises(SpecError) as caught:
        load_accepted(file)
    assert f" {place}: " in str(caught.value)
    assert what in str(caught.value)


def test_a_fingerprint_twice_is_refused(tmp_path: Path) -> None:
    """It would be unclear which of two last days counts."""
    with pytest.raises(SpecError, match="is also at /accepted/0"):
        load_accepted(write(tmp_path, ENTRY, {**ENTRY, "until": "2027-01-01"}))


def test_an_accepted_change_is_not_open(tmp_path: Path) -> None:
    """Others are."""
    one, other = change(), change("/components/schemas/Order")
    entries = load_accepted(write(tmp_path, {**ENTRY, "fingerprint": one.fingerprint}))
    applied = apply_accepted([one, other], entries, DAY)
    assert applied.open == (other,)
    assert [(item.change, item.entry) for item in applied.accepted] == [(one, entries[0])]
    assert applied.expired == applied.stale == ()


def test_the_last_day_counts_and_the_next_does_not(tmp_path: Path) -> None:
    """An entry whose last day is over accepts nothing, and is reported."""
    one = change()
    entries = load_accepted(write(tmp_path, {**ENTRY, "fingerprint": one.fingerprint}))
    assert apply_accepted([one], entries, DAY).open == ()
    applied = apply_accepted([one], entries, date(2026, 4, 1))
    assert (applied.open, applied.accepted, applied.expired) == ((one,), (), entries)


def test_an_entry_without_its_change_is_stale(tmp_path: Path) -> None:
    """The change was vendored, undone, or became another one."""
    entries = load_accepted(write(tmp_path, ENTRY))
    applied = apply_accepted([change()], entries, DAY)
    assert (applied.stale, applied.expired, applied.accepted) == (entries, (), ())


def test_the_message_does_not_matter_but_values_do(tmp_path: Path) -> None:
    """A change with another message is still accepted; one with other values is not."""
    one = change()
    entries = load_accepted(write(tmp_path, {**ENTRY, "fingerprint": one.fingerprint}))
    assert apply_accepted([change(message="otherwise")], entries, DAY).open == ()
    assert apply_accepted([evolve(one, after=["4", "8"])], entries, DAY).open != ()


@given(
    message=st.text(max_size=80),
    reason=st.text(min_size=1, max_size=80).filter(lambda text: text.strip() != ""),
    node=st.text(max_size=10),
)
def test_the_lines_to_paste_are_a_file_that_accepts(message: str, reason: str, node: str) -> None:
    """For any text of change and reason, and a fingerprint that looks like a number."""
    one = change(node, message)
    text = "accepted:\n" + entry_for(one, reason, DAY)
    document = loads(text.encode(), Path("accepted-drift.yaml"))
    assert lint_accepted(document) == []
    entry: Any = document.root["accepted"][0]  # type: ignore[index, call-overload]
    assert (entry["fingerprint"], entry["until"]) == (one.fingerprint, "2026-03-31")


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.just("2026-99-99") | st.just("0" * 16),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["accepted", *ENTRY, "x"]), inner, max_size=5)
    ),
    max_leaves=10,
)


@given(
    content=JUNK
    | st.lists(st.fixed_dictionaries(dict.fromkeys(ENTRY, JUNK)), max_size=3).map(lambda x: {"accepted": x})
)
def test_any_file_is_read_or_refused(content: Any) -> None:
    """Never a traceback."""
    try:
        document = loads(yaml.safe_dump(content).encode(), Path("accepted-drift.yaml"))
    except SpecError:
        return
    for problem in lint_accepted(document):
        assert "\n" not in str(problem)


def test_the_linter_of_the_folders_reads_it(tmp_path: Path) -> None:
    """`python -m scripts.lint_spec` reports all its problems."""
    folder = make_folder(tmp_path)
    write(folder, {**ENTRY, "until": "2026-02-30"}, ENTRY)
    assert [problem.pointer for problem in problems_of(folder)] == ["/accepted/0/until", "/accepted/1/fingerprint"]
    write(folder, ENTRY)
    assert problems_of(folder) == []


def test_the_example_in_the_documentation_is_valid() -> None:
    """spec/README.md shows a file that is read."""
    text = (SPEC / "README.md").read_text().partition("## accepted-drift.yaml")[2]
    example = text.partition("```yaml\n")[2].partition("```")[0]
    document = loads(example.encode(), Path("accepted-drift.yaml"))
    assert document.root["accepted"]
    assert lint_accepted(document) == []


def test_the_line_to_paste_names_the_subject_once_and_is_short() -> None:
    """The subject is named once, and a long message is cut before it is quoted."""
    text = entry_for(change(message="NAME: changed " + "very " * 200), "why", DAY)
    (what,) = [line for line in text.splitlines() if line.startswith("  what: ")]
    assert len(what) < 250 and what.endswith("...'")
    subject = change().subject
    assert entry_for(change(message=f"{subject} is gone"), "why", DAY).count(subject) == 1
