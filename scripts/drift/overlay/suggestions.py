"""Format suggestions: YAML to paste, under a comment that names the file and the place."""

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
_MAX_LENGTH = 120


def suggestion(comment: str, data: Any) -> str:
    """Return data as YAML under a comment."""
    return f"# {printable(comment)}\n{to_yaml(data)}"


def json_path(location: Sequence[str | int]) -> str:
    """Return the JSONPath (RFC 9535) of one place."""
    return "$" + "".join(f"[{key}]" if isinstance(key, int) else member_path(key) for key in location)


def member_path(name: str) -> str:
    """Return the segment of a JSONPath for a member: in short form if that can hold its name."""
    if _NAME.fullmatch(name):
        return f".{name}"
    return f"[{quoted(name)}]"


def quoted(text: str) -> str:
    """Return a text as a string literal of a JSONPath."""
    inner = json.dumps(text, ensure_ascii=False)[1:-1].replace('\\"', '"').replace("'", "\\'")
    return f"'{inner}'"


def short_json(value: Json | Missing) -> str:
    """Return a value as short JSON on one line."""
    if isinstance(value, Missing):
        return "nothing"
    return printable(json.dumps(value, ensure_ascii=False), max_length=_MAX_LENGTH)


def changed_action(target: str, written: Mapping[str, Json], **effect: Any) -> dict[str, Any]:
    """Return an action with the reason and evidence of another one, but a new target and effect."""
    kept = {key: value for key, value in written.items() if key not in ("target", "update", "remove")}
    return {"target": target, **kept, **effect}
