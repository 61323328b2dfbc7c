"""Write JSON-like data as YAML: the one writer of files under ``spec/``.

The same data always gives the same text: block style, one line for each item of a list, and quotes around any text
that a reader of YAML 1.1 or 1.2 would take for something else. A change of one value is a change of one line.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import yaml

from scripts.oas.scalars import resolve_scalar

if TYPE_CHECKING:
    from scripts.oas.document import Json

_WIDTH = 110
_STRING_TAG = "tag:yaml.org,2002:str"
# PyYAML writes these as they are, and a reader of YAML 1.1 (https://yaml.org/type/bool.html) takes them for booleans.
_BOOLEANS = frozenset({"y", "n", "yes", "no", "on", "off"})
_PLAIN = re.compile(r"[A-Za-z0-9](?:[\w./:+@-]*[\w/])?", re.ASCII)
# What other readers may refuse or change when it is not escaped: control characters, line separators, surrogates, BOM.
_NEEDS_ESCAPE = re.compile("[^ -~\n\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010fffd]")
_YAML_1_1 = yaml.resolver.Resolver()


class _Dumper(yaml.SafeDumper):
    """PyYAML's pure Python dumper: libyaml's wraps long lines elsewhere, and is not on every machine."""

    def ignore_aliases(self, _: Any) -> bool:
        """Write every value in full, never as an alias."""
        return True

    def represent_text(self, data: str) -> yaml.ScalarNode:
        """Quote text that a reader might take for a number, boolean, date or null."""
        data.encode("utf-8")  # raises for a lone surrogate, which no file can hold
        style = None
        if _NEEDS_ESCAPE.search(data):
            style = '"'
        elif is_ambiguous(data):
            style = "'"
        return self.represent_scalar(_STRING_TAG, data, style=style)


_Dumper.add_representer(str, _Dumper.represent_text)


def to_yaml(data: Json) -> str:
    """Return data as YAML; loading it gives the data again.

    Raises:
        ValueError: The data holds text that UTF-8 cannot encode (half of a surrogate pair).
    """
    try:
        # The order of keys is the document's: sorted keys would make every diff of a vendored file unreadable.
        text: str = yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=_WIDTH)
    except UnicodeEncodeError:
        raise ValueError("half of a surrogate pair cannot be written") from None
    return text


def is_ambiguous(text: str) -> bool:
    """Whether a reader of YAML 1.1 or 1.2 takes the unquoted text for something else than text."""
    if text.lower() in _BOOLEANS:
        return True
    try:
        if not isinstance(resolve_scalar(text), str):
            return True
    except ValueError:
        return True
    resolver: Any = _YAML_1_1  # PyYAML's resolver is not annotated
    # PyYAML knows the other words and forms of YAML 1.1: sexagesimal numbers, dates, `=` and `<<`.
    return bool(resolver.resolve(yaml.ScalarNode, text, (True, False)) != _STRING_TAG)


def scalar(text: str) -> str:
    """Return a text as a YAML scalar on one line that fits both block and flow style.

    Raises:
        ValueError: The text holds a character that is not printable.
    """
    if not text.isprintable():
        raise ValueError(f"{text!r} holds a character that cannot be shown")
    if _PLAIN.fullmatch(text) and not is_ambiguous(text):
        return text
    return "'" + text.replace("'", "''") + "'"
