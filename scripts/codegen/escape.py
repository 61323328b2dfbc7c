"""Escape texts of a document for Python source: one function for each place where they may be."""

from __future__ import annotations

import re
import textwrap
from typing import Any

WIDTH = 116
MAX_LENGTH = 10_000
"""Longest text of a document in the code, in characters; the longest of a large published document has 4,000."""

# Some comments are instructions: a `coding` in the first two lines says how Python reads the file (PEP 263).
_PRAGMA = re.compile(
    r"(coding|fmt|isort|mypy|noqa|nosec|pragma|pylint|pyright|ruff|skip|type|yapf)\s*([:=])", re.IGNORECASE
)


def literal(value: Any) -> str:
    """Return Python source for a constant; ``ast.literal_eval`` of it is the value again."""
    if isinstance(value, str):
        # Unprintable characters can make code look like other code: https://trojansource.codes
        if not value.isprintable():
            return ascii(value)
        return repr(value)
    if value is None or isinstance(value, bool | int | float):
        return repr(value)
    if isinstance(value, tuple) and len(value) == 1:
        return f"({literal(value[0])},)"
    if isinstance(value, tuple):
        return f"({', '.join(map(literal, value))})"
    if isinstance(value, list):
        return f"[{', '.join(map(literal, value))}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{literal(key)}: {literal(item)}" for key, item in value.items()) + "}"
    raise TypeError(f"no literal for {type(value).__name__}")


def _printable(text: str) -> str:
    return "".join(char if char.isprintable() else " " for char in text)


def prose(text: str) -> str:
    """Return a text for the inside of a triple-quoted docstring: printable, without triple quotes and escapes."""
    if len(text) > MAX_LENGTH:
        text = f"{text[:MAX_LENGTH]} ..."
    lines = [_printable(line) for line in text.replace("\r\n", "\n").split("\n")]
    escaped = "\n".join(lines).replace("\\", "\\\\").replace('"""', "'''")
    return escaped.strip().removesuffix('"')  # it would become a part of the closing quotes


def comment(text: str) -> str:
    """Return a text for a comment: one printable line, without pragmas such as ``type: ignore``."""
    joined = " ".join(_printable(text).split())
    return _PRAGMA.sub(r"\1 \2", joined)[:MAX_LENGTH]


def sentence(text: str) -> str:
    """Return the text as one paragraph that ends with a full stop."""
    joined = " ".join(prose(text).split())
    if not joined or joined[-1] in ".!?:;" or joined.endswith(".)"):
        return joined
    return f"{joined}."


def wrapped(text: str, indent: int, hanging: int = 4) -> str:
    """Wrap one paragraph at the line length, continuation lines indented further by ``hanging``."""
    return textwrap.fill(
        text,
        width=WIDTH,
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + hanging),
        break_long_words=False,
        break_on_hyphens=False,
    )


def docstring(text: str, sections: dict[str, list[str]], indent: int = 4, *, short: str = "") -> str:
    """Return a whole docstring: a summary of one line, paragraphs, then sections (``Args``, ``Raises`` ...) of items.

    Args:
        text: The paragraphs; every text must have passed `prose` or `sentence` already.
        sections: The items of each section.
        indent: How far the docstring is indented.
        short: The summary, if not even the first sentence of the text fits into one line (PEP 257).
    """
    pad = " " * indent
    paragraphs = [" ".join(part.split()) for part in text.split("\n\n")]
    if len(paragraphs[0]) > WIDTH - indent - 6:  # two triple quotes
        first, stop, rest = paragraphs[0].partition(". ")
        if stop and len(first) < WIDTH - indent - 6:
            paragraphs[:1] = [f"{first}.", rest]
        elif short:
            paragraphs.insert(0, short)
    lines = [wrapped(f'"""{paragraphs[0]}', indent, 0)]
    for paragraph in filter(None, paragraphs[1:]):
        lines += ["", wrapped(paragraph, indent, 0)]
    for title, items in sections.items():
        if items:
            lines += ["", f"{pad}{title}:", *(wrapped(item, indent + 4) for item in items)]
    if len(lines) == 1 and "\n" not in lines[0] and len(lines[0]) < WIDTH:
        return f'{lines[0]}"""'
    return "\n".join([*lines, f'{pad}"""'])
