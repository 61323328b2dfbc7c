"""The one way in which JSON-like data is written as YAML: the same data always gives the same text.

Block style, one line for each item of a list, text quoted wherever a reader of YAML 1.1 or 1.2 would take it for
something else: a change of one value is a change of one line.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import yaml

from scripts.oas.scalars import resolve

if TYPE_CHECKING:
    from scripts.oas.document import Json

_WIDTH = 110
_TEXT = "tag:yaml.org,2002:str"
_BOOLEANS = frozenset({"y", "n", "yes", "no", "on", "off"})
_PLAIN = re.compile(r"[A-Za-z0-9](?:[\w./:+@-]*[\w/])?", re.ASCII)
_ODD = re.compile("[^ -~\n\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010fffd]")
_OLD = yaml.resolver.Resolver()


class _Dumper(yaml.SafeDumper):
    """PyYAML's writer, in pure Python on every machine, that knows YAML 1.2 too and never writes an alias."""

    def ignore_aliases(self, _: Any) -> bool:
        """Every value is written out."""
        return True

    def text(self, data: str) -> yaml.ScalarNode:
        """Quote what any reader might take for something else than text."""
        data.encode("utf-8")
        style = '"' if _ODD.search(data) else "'" if is_ambiguous(data) else None
        return self.represent_scalar(_TEXT, data, style=style)


_Dumper.add_representer(str, _Dumper.text)


def yaml_text(data: Json) -> str:
    """Return data as YAML; what is loaded from it is the data again.

    Raises:
        ValueError: The data holds text that YAML cannot hold (half of a surrogate pair).
    """
    try:
        text: str = yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=_WIDTH)
    except UnicodeEncodeError:
        raise ValueError("half of a surrogate pair cannot be written") from None
    return text


def is_ambiguous(text: str) -> bool:
    """Whether a reader of YAML 1.1 or 1.2 takes a text, written plainly, for something else."""
    if text.lower() in _BOOLEANS:
        return True
    try:
        if not isinstance(resolve(text), str):
            return True
    except ValueError:
        return True
    resolver: Any = _OLD  # PyYAML has no types here
    return bool(resolver.resolve(yaml.ScalarNode, text, (True, False)) != _TEXT)


def scalar(text: str) -> str:
    """Return a text as a YAML scalar on one line, fit for block and flow style.

    Raises:
        ValueError: It holds a control character.
    """
    if not text.isprintable():
        raise ValueError(f"{text!r} holds a character that cannot be shown")
    if _PLAIN.fullmatch(text) and not is_ambiguous(text):
        return text
    return "'" + text.replace("'", "''") + "'"
