"""Escape text of published documents for Markdown: it must not become a link, HTML, a mention or the end of a block."""

from __future__ import annotations

import html
import re

from scripts.oas.problems import printable

_MAX_LENGTH = 400
# A zero-width space: GitHub sees no name, number or address behind it.
_GAP = "&#8203;"
_PUNCTUATION = re.compile(r"([\\`*_{}\[\]()#+.!|~<>&$^=-])")
_SPAN = re.compile(r"`([^`\n]+)`")
_LEADING_BLANKS = re.compile(r"\A +")
_RUNS = re.compile(r"`+")


def plain(text: str, *, max_length: int = _MAX_LENGTH) -> str:
    """Return text for a sentence."""
    # Four blanks at the start of a line, or after a bullet, begin a block of code.
    text = _LEADING_BLANKS.sub(" ", printable(text, max_length=max_length))
    return _without_links(_PUNCTUATION.sub(r"\\\1", text))


def in_html(text: str, *, max_length: int = _MAX_LENGTH) -> str:
    """Return text for the inside of an HTML element."""
    return _without_links(html.escape(printable(text, max_length=max_length), quote=True))


def _without_links(text: str) -> str:
    """Break what GitHub turns into links: @name, https://..., www..., #1 and GH-1.

    https://docs.github.com/en/get-started/writing-on-github/working-with-advanced-formatting/autolinked-references-and-urls
    """
    text = text.replace("@", f"@{_GAP}").replace("://", f":{_GAP}//")
    text = re.sub(r"(?i)\b(www|gh)(?=\\?[.-])", lambda match: match[1] + _GAP, text)
    # Not the entity of a quotation mark, &#x27;, which html.escape() wrote.
    return re.sub(r"(?<!&)#(?=\d)", f"#{_GAP}", text)


def code(text: str, *, max_length: int = _MAX_LENGTH) -> str:
    """Return text as a span of code."""
    content = printable(text, max_length=max_length) or " "
    # A span ends at a run of as many backticks as it began with: https://spec.commonmark.org/0.31.2/#code-spans
    fence = "`" * (max((len(run) for run in _RUNS.findall(content)), default=0) + 1)
    pad = " " if content.startswith("`") or content.endswith("`") else ""
    return f"{fence}{pad}{content}{pad}{fence}"


def prose(text: str, *, max_length: int = _MAX_LENGTH) -> str:
    """Return a sentence of ours: text between backticks is code, all else is escaped."""
    parts = _SPAN.split(text[:max_length])
    return "".join(code(part) if number % 2 else plain(part) for number, part in enumerate(parts))


def block(lines: list[str], language: str = "", *, indent: str = "") -> list[str]:
    """Return lines as a fenced block of code that none of its lines can end."""
    runs = [len(run) for line in lines for run in _RUNS.findall(line)]
    fence = "`" * max(3, max(runs, default=0) + 1)
    return [indent + line for line in (fence + language, *lines, fence)]
