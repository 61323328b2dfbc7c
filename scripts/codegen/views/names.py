"""Python names for what a document names: ASCII, valid, stable, at most 100 characters, never two things under one."""

from __future__ import annotations

import builtins
import itertools
import keyword
import re
import unicodedata
from collections.abc import Container, Iterable

from openapi_python_client.strings import ClassName, PythonIdentifier

LONGEST = 100
_ROOM = 90  # what a name is cut at, so that a number or a word still fits behind it

_BUILTINS = frozenset(dir(builtins))
_RESERVED = (_BUILTINS | frozenset(keyword.kwlist) | {"true", "false"}) - {"id"}

ALIASED = frozenset({"AuthenticatedClient", "Client", "File", "Model", "Request", "Response", "Unset"})
"""Classes of the runtime that generated modules use; a schema keeps such a name, and is imported under another one."""

_IMPORTED = frozenset(
    {
        "AbstractAsyncContextManager",
        "AbstractContextManager",
        "Any",
        "BODIES",
        "ClassVar",
        "CONVERTERS",
        "LIMITS",
        "Limit",
        "Literal",
        "Mapping",
        "OpenIntEnum",
        "OpenStrEnum",
        "Self",
        "UNSET",
        "UUID",
        "WIRE_NAMES",
        "Members",
        *(f"{name}Model" for name in ALIASED),
        *(f"Runtime{name}" for name in ALIASED),
    }
)
"""What generated modules call something else; a schema of that name gets ``Model`` behind it."""

_ATTRIBUTES = frozenset(
    {
        "additional_keys",
        "additional_properties",
        "date",
        "datetime",
        "define",
        "field",
        "from_dict",
        "self",
        "to_dict",
    }
)
"""Names that the class body of a model uses itself."""

_ARGUMENTS = frozenset(
    {
        "acall",
        "acall_detailed",
        "acall_stream",
        "astream",
        "asyncio",
        "asyncio_detailed",
        "body",
        "call",
        "call_detailed",
        "call_stream",
        "cast",
        "check_limits",
        "client",
        "date",
        "datetime",
        "decode",
        "decode_json",
        "decode_object",
        "encode_body",
        "httpx",
        "media_type",
        "params",
        "request",
        "response",
        "segment",
        "self",
        "stream",
        "sync",
        "sync_detailed",
    }
)
"""Names that the module of an operation uses itself."""


def words(text: str) -> list[str]:
    """Split a name into its ASCII words: ``VideoID`` is video, id; ``input_reference`` is input, reference."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    spaced = re.sub(r"([a-z0-9])([A-Z])|([A-Z]+)([A-Z][a-z])", r"\1\3 \2\4", ascii_text)
    return re.findall(r"[A-Za-z0-9]+", spaced)


def _spelled_out(text: str) -> str:
    """Return the code points of a text of which nothing is ASCII: ugly, but stable and unlike any other."""
    return "_".join(f"u{ord(char):x}" for char in text[:12])


def slug(text: str, fallback: str = "unnamed") -> str:
    """Return a snake_case ASCII name that is no word of Python's; the parser would spell it the same."""
    joined = "_".join(words(text)).lower() or _spelled_out(text) or fallback
    cut = (joined if joined[0].isalpha() else f"{fallback}_{joined}")[:_ROOM].rstrip("_")
    return str(PythonIdentifier(f"{cut}_" if cut in _RESERVED else cut, fallback))


def class_name(text: str, fallback: str = "Unnamed") -> str:
    """Return a PascalCase ASCII name that nothing else in generated code has; the parser would spell it the same."""
    joined = "".join(word[0].upper() + word[1:] for word in words(text)) or _spelled_out(text).title().replace("_", "")
    made = joined or fallback
    made = (made if made[0].isalpha() else fallback + made)[:_ROOM]
    while True:
        spelled = str(ClassName(made, fallback)).rstrip("_")
        if spelled in _RESERVED | _IMPORTED:
            spelled = f"{spelled}Model"
        if len(module_name(spelled)) > LONGEST - 10:  # the parser puts a line between its words
            spelled = spelled[:-1]
        if spelled == made:
            return made
        made = spelled


def module_name(name: str) -> str:
    """Return the module that the parser puts a class into."""
    return str(PythonIdentifier(name, "field_"))


def free(name: str, taken: Container[str], joint: str = "_") -> str:
    """Return the name, or the name and the first number from 2 that nothing has yet."""
    return name if name not in taken else _numbered(name + joint, taken)


def _numbered(start: str, taken: Container[str]) -> str:
    return next(made for made in (f"{start}{count}" for count in itertools.count(2)) if made not in taken)


def attribute_names(wires: Iterable[str]) -> dict[str, str]:
    """Return the attribute of a model for each key on the wire; a key that is such a name already keeps it."""
    return _distinct(wires, _ATTRIBUTES, "value")


def argument_names(wires: Iterable[str]) -> dict[str, str]:
    """Return the argument of a function for each parameter."""
    return _distinct(wires, _ARGUMENTS, "value")


def _distinct(wires: Iterable[str], reserved: frozenset[str], fallback: str) -> dict[str, str]:
    wanted = {wire: slug(wire, fallback) for wire in wires}
    wanted = {wire: f"{name}_" if name in reserved else name for wire, name in wanted.items()}
    found = {wire: wire for wire, name in wanted.items() if wire == name}
    taken = set(found.values())
    for wire, name in wanted.items():
        if wire not in found:
            found[wire] = name if name not in taken else _numbered(name.rstrip("_") + "_", taken)
            taken.add(found[wire])
    return {wire: found[wire] for wire in wanted}


def enum_member(value: str | int) -> str:
    """Return the member name of an enum value: by the value alone, so that a new value renames nothing."""
    if isinstance(value, int):
        return f"VALUE_NEGATIVE_{-value}" if value < 0 else f"VALUE_{value}"
    made = "_".join(words(value)).upper()[:_ROOM].rstrip("_")
    if not made or not made[0].isalpha():
        made = f"VALUE_{made}" if made else "VALUE_EMPTY" if value == "" else f"VALUE_{_spelled_out(value).upper()}"
    return made


def enum_members(names: Iterable[str | int]) -> list[str]:
    """Return a member name for each value, or for each name that the document gives them; no two are the same."""
    taken: dict[str, None] = {}
    for name in names:
        taken[free(enum_member(name)[:_ROOM], taken)] = None
    return list(taken)
