"""Derive Python names from the names in a document: ASCII, valid, stable, distinct, at most 100 characters."""

from __future__ import annotations

import builtins
import itertools
import keyword
import re
import unicodedata
from collections.abc import Container, Iterable
from functools import lru_cache

from openapi_python_client.strings import ClassName, PythonIdentifier

MAX_LENGTH = 100
_ROOM = 90  # a longer name is cut here, so that a number or a word can be appended

_BUILTINS = frozenset(dir(builtins))
# Almost every object of a video API has an `id`: as an attribute it hides no builtin.
_RESERVED = (_BUILTINS | frozenset(keyword.kwlist) | {"true", "false"}) - {"id"}

# A schema of one of these names breaks the output of openapi-python-client:
# https://github.com/openapi-generators/openapi-python-client/issues/1081
ALIASED = frozenset({"AuthenticatedClient", "Client", "File", "Model", "Request", "Response", "Unset"})
"""Classes of `videojobs.http` that generated modules use; a schema of the same name is imported by an alias."""

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
"""Names that generated modules use otherwise; ``Model`` is appended to the name of such a schema."""

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
        "cookie_params",
        "date",
        "datetime",
        "decode",
        "decode_json",
        "decode_object",
        "encode_body",
        "header_params",
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
    # Python reads identifiers in NFKC form (https://docs.python.org/3/reference/lexical_analysis.html#identifiers):
    # a module with full-width letters in its name, as in the tags of some exports, cannot be imported.
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    spaced = re.sub(r"([a-z0-9])([A-Z])|([A-Z]+)([A-Z][a-z])", r"\1\3 \2\4", ascii_text)
    return re.findall(r"[A-Za-z0-9]+", spaced)


def _code_points(text: str) -> str:
    """Return the code points of a text without ASCII: not readable, but the same each time, and distinct."""
    return "_".join(f"u{ord(char):x}" for char in text[:12])


def slug(text: str, fallback: str = "unnamed", prefix: str = "") -> str:
    """Return a snake_case ASCII name that is no keyword or builtin; the parser leaves it unchanged.

    Args:
        text: The name in the document.
        fallback: The name of an empty text.
        prefix: Start of a name that does not start with a letter; by default the fallback and an underscore.
    """
    name = "_".join(words(text)).lower() or _code_points(text) or fallback
    if not name[0].isalpha():
        name = f"{prefix or f'{fallback}_'}{name}"
    name = name[:_ROOM].rstrip("_")
    if name in _RESERVED:
        name = f"{name}_"
    return str(PythonIdentifier(name, fallback))


# Each inline schema asks for the name of its place, and one whose name is used already for each number from 2 on: two
# thousand members of merged unions took 22 s.
@lru_cache(maxsize=16_384)
def class_name(text: str, fallback: str = "Unnamed") -> str:
    """Return a PascalCase ASCII name that nothing else in generated code has; the parser leaves it unchanged."""
    name = "".join(word[0].upper() + word[1:] for word in words(text))
    name = name or _code_points(text).title().replace("_", "") or fallback
    if not name[0].isalpha():
        name = fallback + name
    name = name[:_ROOM]
    while True:  # until the parser's spelling is the same, since a change of one letter may split a word in two
        spelled = str(ClassName(name, fallback)).rstrip("_")
        if spelled in _RESERVED | _IMPORTED:
            spelled = f"{spelled}Model"
        if len(module_name(spelled)) > MAX_LENGTH - 10:  # the parser puts an underscore between its words
            spelled = spelled[:-1]
        if spelled == name:
            return name
        name = spelled


@lru_cache(maxsize=16_384)
def module_name(name: str) -> str:
    """Return the module that the parser puts a class into."""
    return str(PythonIdentifier(name, "field_"))


def unused_name(name: str, used: Container[str], joint: str = "_") -> str:
    """Return the name; if it is used already, with the first number from 2 that makes it unique."""
    if name not in used:
        return name
    return _numbered(name + joint, used)


def _numbered(start: str, used: Container[str]) -> str:
    return next(name for name in (f"{start}{count}" for count in itertools.count(2)) if name not in used)


def attribute_names(keys: Iterable[str], prefix: str = "") -> dict[str, str]:
    """Return the attribute of a model for each key; a key that is a valid attribute name keeps it."""
    return _distinct(keys, _ATTRIBUTES, prefix)


def argument_names(parameters: Iterable[str], prefix: str = "") -> dict[str, str]:
    """Return the argument of a function for each parameter."""
    return _distinct(parameters, _ARGUMENTS, prefix)


def _distinct(keys: Iterable[str], reserved: frozenset[str], prefix: str) -> dict[str, str]:
    preferred: dict[str, str] = {}
    for key in keys:
        preferred[key] = slug(key, "value", prefix)
        if preferred[key] in reserved:
            preferred[key] += "_"
    # Keys that are names already come first: a new key must not rename them.
    names = {key: key for key, name in preferred.items() if key == name}
    used = set(names.values())
    for key, name in preferred.items():
        if key not in names:
            names[key] = name
            if name in used:
                names[key] = _numbered(name.rstrip("_") + "_", used)
            used.add(names[key])
    return {key: names[key] for key in preferred}


def enum_member(value: str | int) -> str:
    """Return the name of an enum member: it depends on the value alone, so that a new value renames no other."""
    # openapi-python-client numbers the members that do not start with a letter by their position, and stops at two
    # values that differ in case only (https://github.com/openapi-generators/openapi-python-client/issues/1030).
    if isinstance(value, int):
        if value < 0:
            return f"VALUE_NEGATIVE_{-value}"
        return f"VALUE_{value}"
    if value == "":
        return "VALUE_EMPTY"
    name = "_".join(words(value)).upper()[:_ROOM].rstrip("_")
    if not name:
        return f"VALUE_{_code_points(value).upper()}"
    if not name[0].isalpha():
        name = f"VALUE_{name}"
    return name


def enum_members(names: Iterable[str | int]) -> list[str]:
    """Return a distinct member name for each value, or for each name that the document gives to the values."""
    used: dict[str, None] = {}
    for name in names:
        used[unused_name(enum_member(name)[:_ROOM], used)] = None
    return list(used)
