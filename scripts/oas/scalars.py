"""Resolve plain YAML scalars by the core schema of YAML 1.2 (https://yaml.org/spec/1.2.2/#103-core-schema).

``yes``, ``on``, ``2026-11-21`` and ``12:30:45`` are text; ``017`` is 17; ``0o17`` and ``0x1F`` are integers.
"""

from __future__ import annotations

import math
import re

Scalar = str | int | float | bool | None

# A float ends at 309 digits, and int() of a long text takes time by its square (Python itself stops at 4,300 digits).
MAX_DIGITS = 300

_WORDS: dict[str, bool | None] = {
    # The core schema takes an empty plain scalar for null: `key:` with nothing behind it.
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}
_MAY_BE_NUMBER = frozenset("+-.0123456789")
# Leading zeros are decimal in YAML 1.2; in 1.1 `017` was octal.
_DECIMAL = re.compile(r"[-+]?[0-9]+")
_OCTAL = re.compile(r"0o[0-7]+")
_HEX = re.compile(r"0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")


CORE_TAG = "tag:yaml.org,2002:"
SCALAR_TAGS: dict[str, tuple[type, ...]] = {
    "!": (str,),
    f"{CORE_TAG}str": (str,),
    f"{CORE_TAG}null": (type(None),),
    f"{CORE_TAG}bool": (bool,),
    f"{CORE_TAG}int": (int,),
    f"{CORE_TAG}float": (float, int),
}
"""The tags of the core schema with the types of their values: https://yaml.org/spec/1.2.2/#103-core-schema"""


def tagged_scalar(tag: str, text: str) -> Scalar:
    """Return the value of a scalar with one of `SCALAR_TAGS`.

    Raises:
        ValueError: The text is no value of that type, or as for ``resolve_scalar``.
    """
    types = SCALAR_TAGS[tag]
    if str in types:
        return text
    value = resolve_scalar(text)
    if type(value) not in types:
        raise ValueError(f"the text {text!r} is no value of its tag {tag!r}")
    return value


def resolve_scalar(text: str) -> Scalar:
    """Return the value of a plain scalar.

    Raises:
        ValueError: It is a number that JSON cannot hold (infinite, not a number, over 300 digits).
    """
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _MAY_BE_NUMBER:
        return text
    return _number(text)


def _number(text: str) -> str | int | float:
    # Before the fraction, whose pattern matches whole numbers as well.
    if _DECIMAL.fullmatch(text):
        return _bounded(text, 10)
    if _FLOAT.fullmatch(text):
        return finite(text)
    if _OCTAL.fullmatch(text):
        return _bounded(text[2:], 8)
    if _HEX.fullmatch(text):
        return _bounded(text[2:], 16)
    if _NOT_FINITE.fullmatch(text):
        raise ValueError("the number is not finite")
    return text


def _bounded(digits: str, base: int) -> int:
    if len(digits) > MAX_DIGITS:
        raise ValueError(f"the number has more than {MAX_DIGITS} digits")
    return int(digits, base)


def integer(digits: str) -> int:
    """Read a decimal integer of at most 300 digits; raises ``ValueError`` for a longer one."""
    return _bounded(digits, 10)


def finite(text: str) -> float:
    """Read a decimal fraction; raises ``ValueError`` if it is infinite, not a number or absurdly long."""
    if len(text) > MAX_DIGITS:
        raise ValueError(f"the number has more than {MAX_DIGITS} digits")
    value = float(text)
    if not math.isfinite(value):
        raise ValueError("the number is not finite")
    return value
