"""Read and write the issues of the nightly comparison with GitHub's program ``gh``."""

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

_FINGERPRINTS = re.compile(r"<!-- drift:((?: [0-9a-f]{16})*) -->")
_TIMEOUT = 120
_MAX_ISSUES = "200"
# GitHub accepts bodies of 65,536 characters; this many fingerprints leave 48,000 for the text.
MAX_FINGERPRINTS = 1_000


class IssueError(RuntimeError):
    """A call of ``gh`` failed."""


@frozen(kw_only=True)
class Issue:
    """An open issue of the nightly comparison."""

    number: int
    title: str
    body: str

    @property
    def fingerprints(self) -> frozenset[str]:
        """The changes that it lists, from its last line alone: a document may forge any line of the text above."""
        lines = self.body.strip().splitlines()
        match = _FINGERPRINTS.fullmatch(lines[-1].strip()) if lines else None
        if match:
            return frozenset(match[1].split())
        return frozenset()


def with_fingerprints(body: str, fingerprints: Iterable[str]) -> str:
    """Return a body with its fingerprints, at most ``MAX_FINGERPRINTS``, in a last line that GitHub does not show."""
    listed = "".join(f" {fingerprint}" for fingerprint in sorted(fingerprints)[:MAX_FINGERPRINTS])
    return f"{body.rstrip()}\n\n<!-- drift:{listed} -->\n"


@frozen(kw_only=True)
class Issues:
    """The issues of a repository.

    Attributes:
        program: The program, with arguments that come before all others.
        app: The application that opens the issues: those of other authors are never touched, whatever their title.
    """

    program: tuple[str, ...] = ("gh",)
    app: str = "github-actions"

    def open_issues(self) -> dict[str, Issue]:
        """Return the app's open issues by title, the oldest one if several have the same title."""
        fields = "number,title,body,author"
        arguments = ("list", "--state", "open", "--app", self.app, "--limit", _MAX_ISSUES, "--json", fields)
        try:
            rows = [row for row in json.loads(self._run(arguments)) if row["author"].get("is_bot")]
            issues = [Issue(number=int(row["number"]), title=str(row["title"]), body=str(row["body"])) for row in rows]
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise IssueError(f"gh issue list: its output is not a list of issues: {error}") from error
        # Descending, so that the oldest comes last and wins in the dict.
        return {issue.title: issue for issue in sorted(issues, key=lambda issue: -issue.number)}

    def open(self, title: str, body: str) -> None:
        """Open an issue."""
        self._run(("create", "--title", title), body)

    def edit(self, issue: Issue, body: str) -> None:
        """Replace the body of an issue; GitHub notifies nobody of that."""
        self._run(("edit", str(issue.number)), body)

    def comment(self, issue: Issue, body: str) -> None:
        """Add a comment to an issue; GitHub notifies its subscribers."""
        self._run(("comment", str(issue.number)), body)

    def close(self, issue: Issue, comment: str) -> None:
        """Close an issue with a last comment."""
        self.comment(issue, comment)
        self._run(("close", str(issue.number), "--reason", "completed"))

    def _run(self, arguments: Sequence[str], body: str | None = None) -> str:
        with tempfile.TemporaryDirectory() as folder:
            command = [*self.program, "issue", *arguments]
            if body is not None:
                path = Path(folder) / "body.md"
                path.write_text(body, encoding="utf-8")
                # As a file: systems bound the length of an argument, and a process list shows it.
                command += ["--body-file", str(path)]
            try:
                result = subprocess.run(command, capture_output=True, text=True, check=False, timeout=_TIMEOUT)
            except (OSError, subprocess.TimeoutExpired) as error:
                raise IssueError(f"gh issue {arguments[0]}: {error}") from error
        if result.returncode != 0:
            reason = printable(result.stderr.strip() or f"it ended with {result.returncode}")
            raise IssueError(f"gh issue {arguments[0]}: {reason}")
        return result.stdout
