"""Next steps: one to six lines with the commands, or none if there is nothing to do."""

from __future__ import annotations

from datetime import date
from typing import Any

from scripts.drift.accepted import AcceptedEntry
from scripts.drift.change import Change, Client, Direction, Place, Reach, Use, Verdict, Wire
from scripts.drift.client.records import Impact
from scripts.drift.overlay.samples_state import SampleState
from scripts.drift.overlay.state import OverlayState
from scripts.drift.report.advice import DONE_BY_VENDORING, REMOVED, advice
from scripts.drift.report.records import DocumentInfo, Report


def report(**what: Any) -> Report:
    """Return a report of a provider."""
    sides = [
        DocumentInfo(name=name, openapi="3.1.0", version="1", sha256="0" * 64)
        for name in ("base.yaml", "new file.yaml")
    ]
    return Report(**{"provider": "clips", "base": sides[0], "revision": sides[1], "changes": (), **what})


def change(client: Client = Client.COMPATIBLE) -> Change:
    """Return a change."""
    reach = Reach(
        use=Use(operation="GET /a", direction=Direction.RESPONSE), verdict=Verdict(wire=Wire.COMPATIBLE, client=client)
    )
    return Change(
        kind="enum-grown",
        node="/a",
        subject="A",
        before=1,
        after=2,
        base=None,
        revision=None,
        reach=(reach,),
        message="it changed",
    )


def state(what: str, action: int | None = None, suggestion: str | None = None) -> OverlayState:
    """Return the state of a correction or change."""
    return OverlayState(
        fingerprint=None,
        action=action,
        state=what,
        pointer="/a",
        message="m",
        suggestion=suggestion,  # type: ignore[arg-type]
    )


def entry(fingerprint: str) -> AcceptedEntry:
    """Return an entry of accepted drift."""
    place = Place(file="accepted-drift.yaml", line=1, column=1, pointer="/accepted/0")
    return AcceptedEntry(fingerprint=fingerprint, what="w", reason="r", until=date(2026, 1, 1), place=place)


def test_nothing_to_do() -> None:
    """Corrections that are still needed need no step."""
    assert advice(report()) == ()
    assert advice(report(overlay=(state("still needed", 0), state("already corrected")))) == ()
    assert advice(report(provider=None)) == ()


def test_a_compatible_change_is_vendored() -> None:
    """Three commands; the name of the file is quoted for the shell."""
    assert advice(report(changes=(change(),))) == (
        "Bring the revision in: `make vendor PROVIDER=clips FROM='new file.yaml'`.",
        "Generate the code and test it: `make generate`, `make test`.",
    )


def test_a_breaking_change_is_announced_or_accepted() -> None:
    """Callers must know, or it must wait with a reason."""
    steps = advice(report(changes=(change(Client.BREAKING),)))
    assert len(steps) == 3
    assert "changelog.d/" in steps[-1]
    assert "spec/clips/accepted-drift.yaml" in steps[-1]


def test_the_files_to_edit_are_named_between_vendoring_and_generating() -> None:
    """Each with its edit, in one line."""
    steps = advice(
        report(
            changes=(change(Client.BREAKING),),
            overlay=(
                state("correction now upstream", 4, "# overlay.yaml: remove action 4, which is this one:\n- a: 1\n"),
                state("correction now upstream", 2, "# overlay.yaml: remove action 2, which is this one:\n- a: 1\n"),
                state("target gone", 1),
                state("conflict", 7),
                state("new upstream", None, "# provider.yaml: the address of the API:\nbase_url: https://a.example\n"),
                state("new upstream", None, "# statuses.yaml: failed is a guess; else queued:\nstuck: {}\n"),
                state("new upstream", None, "# overlay.yaml: add at the end:\n- a: 1\n"),
            ),
            samples=(SampleState(file="samples/a.json", before=True, after=False, violations=("x",)),),
            impact=Impact(symbols=(), refusal="it refuses"),
        )
    )
    assert steps[1] == (
        "Take out or narrow actions 2 and 4 of spec/clips/overlay.yaml; retarget or take out action 1 of "
        "spec/clips/overlay.yaml; resolve the conflict of action 7 of spec/clips/overlay.yaml; change "
        "spec/clips/provider.yaml as suggested; change spec/statuses.yaml as suggested; weigh the "
        "corrections suggested for spec/clips/overlay.yaml; find out which is right where samples/a.json no longer "
        "fits: the payload or the revision; correct in spec/clips/overlay.yaml the part that the generator refuses (it refuses)."
    )
    assert len(steps) == 4


def test_old_entries_are_removed() -> None:
    """Also when there is nothing else to do."""
    steps = advice(report(expired=(entry("a" * 16),), stale=tuple(entry(f"{number:016x}") for number in range(6))))
    assert steps == (
        f"Renew with a new day, or take out, {'a' * 16} in spec/clips/accepted-drift.yaml.",
        f"Take out {0:016x}, {1:016x}, {2:016x} and 3 more in spec/clips/accepted-drift.yaml.",
    )


def test_steps_before_vendoring() -> None:
    """A renamed operation is renamed by `make vendor`; a removed one must be taken out first."""
    renamed = state("new upstream", None, f"# {DONE_BY_VENDORING} b for a; it is not to be pasted:\n")
    gone = state("new upstream", None, f"# {REMOVED}, before vendoring:\noperations: {{list: listClips}}\n")
    words = state("new upstream", None, "# openapi.yaml: name the values:\ndescription: x\n")
    steps = advice(report(changes=(change(Client.BREAKING),), overlay=(renamed, gone, words)))
    assert steps[0].startswith("Take removed operations out of spec/clips/provider.yaml")
    assert "make vendor" in steps[1]
    assert steps[2] == "Change spec/clips/openapi.yaml as suggested."


def test_a_document_of_our_own_is_not_vendored() -> None:
    """`make vendor` refuses it: it is edited by hand."""
    steps = advice(report(changes=(change(Client.BREAKING),), vendored=False))
    assert "Write the changes into spec/clips/openapi.yaml" in steps[0]
    assert not any("`make vendor PROVIDER" in step for step in steps)


def test_two_documents_have_no_folder() -> None:
    """The only step is to compare with a provider."""
    assert len(advice(report(provider=None, changes=(change(),)))) == 1
