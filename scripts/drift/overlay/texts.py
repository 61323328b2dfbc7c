"""Suggestions as text: YAML to paste, under a remark that says into which file and where."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from scripts.drift.overlay.values import Missing
from scripts.oas.problems import printable
from scripts.oas.yaml_writer import to_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scripts.oas.document import Json

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_LONGEST = 120


def paste(remark: str, what: Any) -> str:
    """Return data as YAML under a remark."""
    return f"# {printable(remark)}\n{to_yaml(what)}"


def json_path(location: Sequence[str | int]) -> str:
    """Return the JSONPath (RFC 9535) of one place."""
    return "$" + "".join(_segment(part) for part in location)


def _segment(part: str | int) -> str:
    if isinstance(part, int):
        return f"[{part}]"
    return f".{part}" if _NAME.fullmatch(part) else f"[{quoted(part)}]"


def quoted(text: str) -> str:
    """Return a text as a string of a JSONPath."""
    inner = json.dumps(text, ensure_ascii=False)[1:-1].replace('\\"', '"').replace("'", "\\'")
    return f"'{inner}'"


def said(value: Json | Missing) -> str:
    """Return a value as short JSON on one line."""
    if isinstance(value, Missing):
        return "nothing"
    return printable(json.dumps(value, ensure_ascii=False), longest=_LONGEST)


def action_of(target: str, given: Mapping[str, Json], **what: Any) -> dict[str, Any]:
    """Return an action like a given one, with another target, and with what it does instead."""
    kept = {key: value for key, value in given.items() if key not in ("target", "update", "remove")}
    return {"target": target, **kept, **what}
