"""Render the report as workflow commands: GitHub shows each on its line, in the run and in the pull request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.drift.report.notices import notices
from scripts.oas.problems import printable

if TYPE_CHECKING:
    from scripts.drift.report.notices import Notice
    from scripts.drift.report.records import Report

_COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}


def render(report: Report) -> str:
    """Return one command for each notice that is not accepted; an empty text if there is none."""
    return "".join(_command(item) + "\n" for item in notices(report) if item.accepted is None)


def _command(item: Notice) -> str:
    properties = {"file": item.file, "line": str(item.line), "col": str(item.column), "title": item.title}
    listed = ",".join(f"{key}={_property(text)}" for key, text in properties.items())
    return f"::{_COMMANDS[item.level]} {listed}::{_data(f'{item.message} [{item.rule} {item.fingerprint}]')}"


def _data(text: str) -> str:
    # `%` is the escape character of commands; printable() has already removed the line ends that would end one.
    return printable(text, max_length=2_000).replace("%", "%25")


def _property(text: str) -> str:
    # A colon would end the properties, a comma this one.
    return _data(text).replace(":", "%3A").replace(",", "%2C")
