"""The nightly alarm: its decisions from night to night, and its calls of ``gh``."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from attrs import evolve

from scripts.drift.nightly import alarm
from scripts.drift.report import FORMATS
from tests.drift.output_reports import added, opened, report, retold

ONE, TWO, THREE = "2026-11-20", "2026-11-21", "2026-11-22"
# A fake gh: keeps issues in a file, records each call, fails if there is a file `broken`.
FAKE = """
import json, pathlib, sys
home = pathlib.Path(__file__).parent
if (home / "broken").exists():
    sys.exit("HTTP 502: \\x1b[31mtry again")
store = home / "issues.json"
issues = json.loads(store.read_text()) if store.exists() else []
arguments = sys.argv[1:]
with (home / "calls.jsonl").open("a") as calls:
    calls.write(json.dumps(arguments) + "\\n")
assert arguments[0] == "issue"
verb = arguments[1]
body = pathlib.Path(arguments[arguments.index("--body-file") + 1]).read_text() if "--body-file" in arguments else None
matches = [issue for issue in issues if arguments[2:3] == [str(issue["number"])]]
if verb == "list":
    print(json.dumps([issue for issue in issues if issue["open"]]))
elif verb == "create":
    author = {"is_bot": True, "login": "app/github-actions"}
    title = arguments[arguments.index("--title") + 1]
    issues.append({"number": len(issues) + 1, "title": title, "body": body, "author": author, "open": True, "notes": []})
elif verb == "edit":
    matches[0]["body"] = body
elif verb == "comment":
    matches[0]["notes"].append(body)
elif verb == "close":
    matches[0]["open"] = False
store.write_text(json.dumps(issues))
"""


class Nights:
    """A folder with a fake ``gh``, in which night after night is run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.gh = folder / "gh.py"
        self.gh.write_text(FAKE, encoding="utf-8")
        self.state = folder / "state/state.json"

    def run(self, today: str, first=None, again=None, *, compared_again: bool = False) -> int:
        """Run one night with the reports of two comparisons; None: it could not compare."""
        for name, result in (("first", first), ("again", again)):
            path = self.folder / f"{name}.json"
            path.unlink(missing_ok=True)
            if result is not None:
                path.write_text(FORMATS["json"](result), encoding="utf-8")
                (self.folder / "report.md").write_text(FORMATS["markdown"](result), encoding="utf-8")
        (self.folder / "why.txt").write_text("upstream unreachable: `x` @octocat\n", encoding="utf-8")
        arguments = ["example", "--report", str(self.folder / "first.json"), "--state", str(self.state)]
        arguments += ["--markdown", str(self.folder / "report.md"), "--reason", str(self.folder / "why.txt")]
        if again is not None or compared_again:
            arguments += ["--again", str(self.folder / "again.json")]
        return alarm.main([*arguments, "--today", today, "--gh", sys.executable, str(self.gh)])

    @property
    def calls(self) -> list[list[str]]:
        """The calls of gh, without the lists."""
        path = self.folder / "calls.jsonl"
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        return [call for call in map(json.loads, lines) if call[1] != "list"]

    @property
    def verbs(self) -> list[str]:
        """The verbs of these calls."""
        return [call[1] for call in self.calls]

    @property
    def issues(self) -> list[dict]:
        """The issues."""
        path = self.folder / "issues.json"
        return json.loads(path.read_text(encoding="utf-8")) if path.exists() else []

    def put(self, *issues: dict) -> None:
        """Set the issues."""
        (self.folder / "issues.json").write_text(json.dumps(list(issues)), encoding="utf-8")


@pytest.fixture
def nights(tmp_path: Path) -> Nights:
    """Return an empty folder with a fake gh."""
    return Nights(tmp_path)


def test_quiet_night_does_nothing(nights, capsys) -> None:
    """No drift, and prose alone, opens nothing."""
    assert nights.run(ONE, report()) == 0
    assert nights.run(TWO, report(retold(), docs=1)) == 0
    assert nights.verbs == []
    assert "nothing that matters" in capsys.readouterr().out


def test_change_is_held_for_a_day(nights, capsys) -> None:
    """A change opens an issue only once it was seen on another day; breaking ones, too."""
    drifted = report(opened())
    nights.run(ONE, drifted, drifted)
    nights.run(ONE, drifted, drifted)
    assert nights.verbs == []
    assert "waiting: 1 seen today for the first time" in capsys.readouterr().out
    nights.run(TWO, drifted, drifted)
    assert nights.verbs == ["create"]
    (issue,) = nights.issues
    assert issue["title"] == "Drift: example"
    assert "Clip.seconds" in issue["body"]
    assert "docs/drift.md" in issue["body"]
    assert issue["body"].rstrip().endswith(f"<!-- drift: {opened().fingerprint} -->")


def test_change_that_comes_and_goes_is_not_reported(nights) -> None:
    """A change that is gone the next night is never reported, and counts anew when it comes back."""
    nights.run(ONE, report(opened()))
    nights.run(TWO, report())
    nights.run(THREE, report(opened()))
    assert nights.verbs == []


def test_only_changes_of_both_comparisons_count(nights) -> None:
    """A change that the second comparison lacks does not count; nor does a night whose second comparison fails."""
    nights.run(ONE, report(opened()), report(opened()))
    nights.run(TWO, report(opened()), report())
    assert nights.verbs == []
    nights.run(ONE, report(opened()), report(opened()))
    nights.run(TWO, report(opened()), compared_again=True)
    assert nights.verbs == []
    nights.run(THREE, report(opened()), report(opened()))
    assert nights.verbs == ["create"]


def test_issue_is_brought_up_to_date_without_noise(nights) -> None:
    """The same drift makes no call of gh; other drift edits the one issue, and a comment lists what is new."""
    for today in (ONE, TWO, THREE):
        nights.run(today, report(opened()))
    assert nights.verbs == ["create"]
    both = report(opened(), added())
    nights.run("2026-11-23", both)
    assert nights.verbs == ["create", "edit"], "the new change waits; only the text follows"
    nights.run("2026-11-24", both)
    assert nights.verbs == ["create", "edit", "edit", "comment"]
    assert added().fingerprint in nights.issues[0]["notes"][0]
    assert opened().fingerprint not in nights.issues[0]["notes"][0]
    nights.run("2026-11-25", report(opened()))
    assert nights.verbs[-1] == "edit", "less drift is no news"
    assert len(nights.issues) == 1


def test_issue_is_closed_when_the_drift_is_gone(nights) -> None:
    """Nothing drifts any more: the issue is closed with a note, and a new drift opens a new one."""
    for today, found in ((ONE, opened()), (TWO, opened())):
        nights.run(today, report(found))
    nights.run(THREE, report())
    assert nights.verbs == ["create", "comment", "close"]
    assert "gone" in nights.issues[0]["notes"][0]
    nights.run("2026-11-23", report(added()))
    nights.run("2026-11-24", report(added()))
    assert [issue["open"] for issue in nights.issues] == [False, True]


def test_open_issue_replaces_a_lost_state(nights) -> None:
    """After the state is lost, the issue still lists what was reported: nothing is reported twice or closed."""
    nights.run(ONE, report(opened()))
    nights.run(TWO, report(opened()))
    nights.state.unlink()
    nights.run(THREE, report(opened()))
    assert nights.verbs == ["create"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "{}",
        '{"version": 1, "seen": {}, "nights": 0, "last": null, "told": false}',
        '{"version": 2, "first_seen": {"x": "2026-11-20"}, "failures": 0, "last_failure": null, "failure_reported": false}',
        '{"version": 2, "first_seen": {"0123456789abcdef": "soon"}, "failures": 0, "last_failure": null, "failure_reported": false}',
        '{"version": 2, "first_seen": {}, "failures": -1, "last_failure": null, "failure_reported": false}',
        '{"version": 2, "first_seen": {}, "failures": true, "last_failure": null, "failure_reported": false}',
        '{"version": 2, "first_seen": {}, "failures": 0, "last_failure": 5, "failure_reported": false}',
        '{"version": 2, "first_seen": {}, "failures": 0, "last_failure": null, "failure_reported": 1}',
        '{"version": 2, "first_seen": {}, "failures": 0, "last_failure": null, "failure_reported": false, "more": 1}',
        "[" * 100_000,
        "\x00",
    ],
)
def test_corrupt_state_is_replaced(nights, capsys, text) -> None:
    """An unusable state is reported and replaced: the night goes on, and the change waits once more."""
    nights.run(ONE, report(opened()))
    nights.state.write_text(text, encoding="utf-8")
    assert nights.run(TWO, report(opened())) == 0
    assert "a new one is started" in capsys.readouterr().err
    assert nights.verbs == []
    nights.run(THREE, report(opened()))
    assert nights.verbs == ["create"]


def test_state_is_the_same_bytes_for_the_same_night(nights) -> None:
    """The state holds sorted fingerprints and days."""
    nights.run(ONE, report(opened(), added()))
    first = nights.state.read_bytes()
    nights.run(ONE, report(added(), opened()))
    assert nights.state.read_bytes() == first


def test_unreachable_upstream_is_not_drift(nights) -> None:
    """A night without a comparison opens and closes nothing, and forgets nothing."""
    nights.run(ONE, report(opened()))
    nights.run(TWO)
    assert nights.verbs == []
    nights.run(THREE, report(opened()))
    assert nights.verbs == ["create"]
    nights.run("2026-11-23")
    assert nights.issues[0]["open"]


def test_repeated_failures_are_reported_once(nights) -> None:
    """After seven nights in a row one issue reports that nothing could be compared; it closes after the next comparison."""
    for day in range(1, 7):
        nights.run(f"2026-11-0{day}")
        nights.run(f"2026-11-0{day}")
    assert nights.verbs == [], "a night counts once, however often it is run"
    for day in range(7, 10):
        nights.run(f"2026-11-0{day}")
    assert nights.verbs == ["create"]
    (issue,) = nights.issues
    assert issue["title"] == "Unreachable: example"
    assert "7 nights" in issue["body"]
    assert "The last reason: ``upstream unreachable: `x` @octocat``" in issue["body"]
    nights.run(ONE, report())
    assert not nights.issues[0]["open"]
    nights.run(TWO)
    assert json.loads(nights.state.read_text(encoding="utf-8"))["failures"] == 1


def test_issue_of_another_author_is_never_touched(nights) -> None:
    """An issue of another author with our title does not change what is written."""
    body = f"x\n<!-- drift: {opened().fingerprint} -->"
    human = {"is_bot": False, "login": "octocat"}
    nights.put({"number": 1, "title": "Drift: example", "body": body, "author": human, "open": True, "notes": []})
    nights.run(ONE, report(opened()))
    assert nights.verbs == [], "it waits, as if there were no issue"
    nights.run(TWO, report(opened()))
    nights.run(THREE, report())
    assert nights.verbs == ["create", "comment", "close"]
    assert [issue["open"] for issue in nights.issues] == [True, False]
    assert nights.issues[0]["body"] == body


def test_document_cannot_forge_fingerprints(nights) -> None:
    """The fingerprints of an issue are read from its last line alone, which the alarm writes."""
    forged = evolve(opened(), message="<!-- drift: 0123456789abcdef -->", after="<!-- drift: 0123456789abcdef -->")
    nights.run(ONE, report(forged))
    nights.run(TWO, report(forged))
    nights.run(THREE, report(forged))
    assert nights.verbs == ["create"]


def test_line_endings_of_the_server_are_ignored(nights) -> None:
    """GitHub returns a body with other line endings than it received: it is not written again."""
    nights.run(ONE, report(opened()))
    nights.run(TWO, report(opened()))
    nights.put(*({**issue, "body": issue["body"].replace("\n", "\r\n")} for issue in nights.issues))
    nights.run(THREE, report(opened()))
    assert nights.verbs == ["create"]


def test_failing_gh_is_one_line_and_loses_nothing(nights, capsys) -> None:
    """If gh fails the run fails, and prints its error escaped; the state keeps the changes for the next night."""
    (nights.folder / "broken").touch()
    assert nights.run(ONE, report(opened())) == 1
    error = capsys.readouterr().err
    assert error == "example: gh issue list: HTTP 502: \\x1b[31mtry again\n"
    (nights.folder / "broken").unlink()
    nights.run(TWO, report(opened()))
    assert nights.verbs == ["create"]


def test_absent_gh_is_one_line(nights, capsys, tmp_path) -> None:
    """A missing gh is reported in one line."""
    nights.run(ONE, report())
    arguments = ["example", "--report", str(tmp_path / "first.json"), "--markdown", "x", "--state", str(nights.state)]
    assert alarm.main([*arguments, "--gh", str(tmp_path / "absent")]) == 1
    assert capsys.readouterr().err.startswith("example: gh issue list: ")


@pytest.mark.parametrize(
    "text", ["", "[]", '{"version": 9}', '{"version": 1, "changes": []}', '{"version": 2, "changes": [{}]}', "\x00"]
)
def test_unreadable_report_fails(nights, capsys, text) -> None:
    """A file that is not a report is an error, not a night without drift."""
    nights.run(ONE, report(opened()))
    nights.run(TWO, report(opened()))
    path = nights.folder / "broken.json"
    path.write_text(text, encoding="utf-8")
    arguments = ["example", "--report", str(path), "--markdown", "x", "--state", str(nights.state)]
    assert alarm.main([*arguments, "--gh", sys.executable, str(nights.gh)]) == 1
    assert "broken.json" in capsys.readouterr().err
    assert nights.issues[0]["open"]


def test_issue_about_very_many_changes_fits(nights) -> None:
    """GitHub takes 65,536 characters: the text is cut to leave room for the fingerprints, and a comment is short."""
    changes = [evolve(added(), node=f"/components/schemas/S{number}") for number in range(600)]
    for day in (ONE, TWO):
        assert nights.run(day, report(*changes)) == 0
    (issue,) = nights.issues
    assert len(issue["body"]) < 65_536
    assert issue["body"].count("<details") == issue["body"].count("</details>") > 0
    changes += [evolve(added(), node=f"/components/schemas/T{number}") for number in range(600)]
    for day in (THREE, "2026-11-23"):
        assert nights.run(day, report(*changes)) == 0
    (issue,) = nights.issues
    assert len(issue["body"]) < 65_536
    assert issue["notes"] and all(" more" in note and len(note) < 2_000 for note in issue["notes"])


def test_ten_nights_report_two_changes(nights) -> None:
    """Changes that come and go are never reported; lasting ones are, and the issue is closed; failures change nothing."""
    one, two = opened(), added()
    seen = [report(), report(one), report(), report(one), report(one), None, report(one, two), report(one, two), None]
    for day, found in enumerate([*seen, report()], 1):
        assert nights.run(f"2026-12-{day:02}", found) == 0
    assert nights.verbs == ["create", "edit", "edit", "comment", "comment", "close"]
    (issue,) = nights.issues
    assert not issue["open"] and len(issue["notes"]) == 2
