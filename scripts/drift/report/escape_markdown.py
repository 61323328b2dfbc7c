"""Foreign text in Markdown: it is shown as it is, and does nothing: no link, no HTML, no mention, no end of a block."""

from __future__ import annotations

import html
import re

from scripts.oas.problems import printable

_LONGEST = 400
# An empty character that is not seen: what stands behind it is no name, number or address any more.
_GAP = "&#8203;"
_PUNCTUATION = re.compile(r"([\\`*_{}\[\]()#+.!|~<>&$^=-])")
_SPAN = re.compile(r"`([^`\n]+)`")
_RUNS = re.compile(r"`+")


def plain(text: str, *, longest: int = _LONGEST) -> str:
    """Return text for a sentence."""
    return _quiet(_PUNCTUATION.sub(r"\\\1", printable(text, longest=longest)))


def in_html(text: str, *, longest: int = _LONGEST) -> str:
    """Return text for the inside of an HTML element."""
    return _quiet(html.escape(printable(text, longest=longest), quote=True))


def _quiet(said: str) -> str:
    """Part what GitHub would turn into a link: @name, https://..., www..., #1 and GH-1."""
    said = said.replace("@", f"@{_GAP}").replace("://", f":{_GAP}//")
    said = re.sub(r"(?i)\b(www|gh)(?=\\?[.-])", lambda found: found[1] + _GAP, said)
    # Not the entity of a quotation mark, &#x27;, which html.escape() wrote.
    return re.sub(r"(?<!&)#(?=\d)", f"#{_GAP}", said)


def code(text: str, *, longest: int = _LONGEST) -> str:
    """Return text as a span of code."""
    said = printable(text, longest=longest) or " "
    fence = "`" * (max((len(run) for run in _RUNS.findall(said)), default=0) + 1)
    pad = " " if said.startswith("`") or said.endswith("`") else ""
    return f"{fence}{pad}{said}{pad}{fence}"


def prose(text: str, *, longest: int = _LONGEST) -> str:
    """Return a sentence of ours: what stands between backticks in it is code, all else is text."""
    parts = _SPAN.split(text[:longest])
    return "".join(code(part) if number % 2 else plain(part) for number, part in enumerate(parts))


def block(lines: list[str], language: str = "", *, indent: str = "") -> list[str]:
    """Return lines as a block of code that no line of it can end."""
    runs = [len(run) for line in lines for run in _RUNS.findall(line)]
    fence = "`" * max(3, max(runs, default=0) + 1)
    return [indent + line for line in (fence + language, *lines, fence)]
