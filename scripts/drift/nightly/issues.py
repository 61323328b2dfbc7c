"""The issues of the nightly comparison, through the program ``gh``."""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

from scripts.oas.problems import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_MARK = re.compile(r"<!-- drift:((?: [0-9a-f]{16})*) -->")
_SECONDS = 120
_MOST_ISSUES = "200"
# GitHub takes bodies of 65,536 characters; with this many fingerprints, 48,000 are left for words.
MOST_TOLD = 1_000


class IssueError(RuntimeError):
    """`gh` could not do what was asked."""


@frozen(kw_only=True)
class Issue:
    """An open issue of ours."""

    number: int
    title: str
    body: str

    @property
    def told(self) -> frozenset[str]:
        """The fingerprints that it speaks of: its last line says them, for us."""
        lines = self.body.strip().splitlines()
        found = _MARK.fullmatch(lines[-1].strip()) if lines else None
        return frozenset(found[1].split()) if found else frozenset()


def with_mark(body: str, told: Iterable[str]) -> str:
    """Return a body with the fingerprints that it speaks of, a thousand at most, in a last line that is not shown."""
    said = "".join(f" {fingerprint}" for fingerprint in sorted(told)[:MOST_TOLD])
    return f"{body.rstrip()}\n\n<!-- drift:{said} -->\n"


@frozen(kw_only=True)
class Issues:
    """Finds and writes issues.

    Attributes:
        program: The program, with arguments that come before all others.
        app: The application that opens them: an issue of anybody else is never touched, whatever its title.
    """

    program: tuple[str, ...] = ("gh",)
    app: str = "github-actions"

    def ours(self) -> dict[str, Issue]:
        """Return our open issues by title, the oldest of a title if there are several."""
        fields = "number,title,body,author"
        asked = ("list", "--state", "open", "--app", self.app, "--limit", _MOST_ISSUES, "--json", fields)
        try:
            rows = [row for row in json.loads(self._run(asked)) if row["author"].get("is_bot")]
            found = [Issue(number=int(row["number"]), title=str(row["title"]), body=str(row["body"])) for row in rows]
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise IssueError(f"gh issue list: an answer that is no list of issues: {error}") from error
        return {issue.title: issue for issue in sorted(found, key=lambda issue: -issue.number)}

    def open(self, title: str, body: str) -> None:
        """Open an issue."""
        self._with_file(("create", "--title", title), body)

    def edit(self, issue: Issue, body: str) -> None:
        """Replace the body of an issue; nobody is notified."""
        self._with_file(("edit", str(issue.number)), body)

    def comment(self, issue: Issue, body: str) -> None:
        """Add a comment to an issue; those who follow it are notified."""
        self._with_file(("comment", str(issue.number)), body)

    def close(self, issue: Issue, note: str) -> None:
        """Close an issue with a last comment."""
        self.comment(issue, note)
        self._run(("close", str(issue.number), "--reason", "completed"))

    def _with_file(self, arguments: Sequence[str], body: str) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "body.md"
            path.write_text(body, encoding="utf-8")
            self._run((*arguments, "--body-file", str(path)))

    def _run(self, arguments: Sequence[str]) -> str:
        command = [*self.program, "issue", *arguments]
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=_SECONDS)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise IssueError(f"gh issue {arguments[0]}: {error}") from error
        if done.returncode != 0:
            said = printable(done.stderr.strip() or f"it ended with {done.returncode}")
            raise IssueError(f"gh issue {arguments[0]}: {said}")
        return done.stdout
