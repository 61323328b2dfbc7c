"""Writing plain data as YAML that a person edits: block style, text quoted where it must be."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

_PLAIN = re.compile(r"[A-Za-z/$][A-Za-z0-9_/$.+{} -]*[A-Za-z0-9_/$}]|[A-Za-z]")
_WORDS = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n", "~"})


def to_yaml(value: Any) -> str:
    """Return JSON-like data as YAML 1.2; a reader of YAML 1.1 understands it the same way."""
    return "\n".join(_lines(value, "")) + "\n"


def scalar(value: Any) -> str:
    """Return a scalar, or an empty list or object, on one line."""
    if isinstance(value, str) and _PLAIN.fullmatch(value) and value.lower() not in _WORDS and "  " not in value:
        return value
    text = json.dumps(value, ensure_ascii=False)
    return "".join(letter if letter.isprintable() else f"\\U{ord(letter):08x}" for letter in text)


def _lines(value: Any, indent: str) -> Iterator[str]:
    if isinstance(value, Mapping) and value:
        for key, item in value.items():
            yield from _member(f"{indent}{scalar(str(key))}:", item, indent)
    elif isinstance(value, list) and value:
        for item in value:
            if isinstance(item, Mapping | list) and item:
                first, *rest = _lines(item, indent + "  ")
                yield f"{indent}- {first.removeprefix(indent + '  ')}"
                yield from rest
            else:
                yield f"{indent}- {scalar(item)}"
    else:
        yield f"{indent}{scalar(value)}"


def _member(start: str, item: Any, indent: str) -> Iterator[str]:
    if isinstance(item, Mapping | list) and item:
        yield start
        yield from _lines(item, indent if isinstance(item, list) else indent + "  ")
    else:
        yield f"{start} {scalar(item)}"
