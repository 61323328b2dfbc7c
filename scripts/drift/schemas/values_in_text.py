"""Find lists of values in a text for people: ``Allowed values: 4, 8, 12``.

A false list is worse than a missed one: a word must announce it, right before it, and it must have two or more values
that are quoted, or plain numbers or sizes.
"""

from __future__ import annotations

import re

# The patterns backtrack: a long text must not take long.
_MAX_LENGTH = 4_000
_QUOTED = r"""(?:"[^"\s][^"\n]{0,59}"|`[^`\s][^`\n]{0,59}`|'[^'\s][^'\n]{0,59}'|“[^”\n]{1,60}”)"""
_VALUE = rf"(?:{_QUOTED}|-?\d+(?:\.\d+)?(?:[x×:]\d+)?(?![\w%]))"
_CUE = (
    r"(?:(?:allowed|supported|possible|valid|accepted|permitted|available)"
    # "Supported since 2.1 and 3.0" announces versions, not values.
    r"(?: (?!since\b|until\b|from\b|before\b|after\b)\w+){0,3}"
    r"|one of(?: the following(?: \w+)?)?|(?:either|values?|options?|choices)"
    r"|must be|can be|may be|should be)"
)
_LINK = r"(?:\s*(?::|=|\bare\b|\bis\b|\bof\b|\binclude\b|\beither\b|\bone of\b|\bthe following\b)){0,4}\s*[\[(]?\s*"
_BETWEEN = r"\s*(?:,\s*(?:and|or)\b|,|\bor\b|\band\b|\||/)\s*"
_LIST = re.compile(rf"\b{_CUE}\b{_LINK}({_VALUE}(?:{_BETWEEN}{_VALUE})+)", re.IGNORECASE)
_BULLETS = re.compile(rf"\b{_CUE}\b{_LINK}((?:\n+[ \t]*[-*][ \t]+{_VALUE}[^\n]{{0,200}}){{2,}})", re.IGNORECASE)
_BULLET = re.compile(rf"\n[ \t]*[-*][ \t]+({_VALUE})")
_BLANKS = re.compile(r"[ \t\r\f\v]+")
_LINES = re.compile(r"\n\s*\n")
_ONE = re.compile(_VALUE)
_QUOTES = "\"`'“”"


def values_in_text(text: str) -> tuple[str, ...]:
    """Return the values that a text lists, without quotes, in order, each once; empty if it lists none."""
    cut = _LINES.sub("\n", _BLANKS.sub(" ", text))[:_MAX_LENGTH]
    values: dict[str, None] = {}
    for match in _LIST.finditer(cut):
        values.update(dict.fromkeys(item.strip(_QUOTES) for item in _ONE.findall(match[1])))
    for match in _BULLETS.finditer(cut):
        values.update(dict.fromkeys(item.strip(_QUOTES) for item in _BULLET.findall(match[1])))
    return tuple(values) if len(values) > 1 else ()
