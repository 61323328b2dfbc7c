"""Read JSON text strictly (no duplicate key, no NaN, bounded depth, size and digits), and find places in it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, NoReturn

from scripts.oas.bounds import MAX_DEPTH, MAX_NODES
from scripts.oas.document import Place
from scripts.oas.problems import ParseError
from scripts.oas.scalars import finite, integer

if TYPE_CHECKING:
    from scripts.oas.document import Json, JsonObject, Mark, Places

# The text is valid JSON by now: the standard library has parsed it, so tokens need no check of their own.
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{},:]|[^\s\[\]{},:"]+', re.DOTALL)
_START = Place(0, 0)


class _DuplicateKeyError(Exception):
    """An object has the same key twice."""


def read_json(text: str) -> Json:
    """Return the value of a JSON text.

    Raises:
        ParseError: It is not JSON, or holds what a document must not hold.
    """
    try:
        data: Json = json.loads(
            text,
            object_pairs_hook=_object_of_unique_keys,
            # NaN, Infinity and -Infinity are extensions of Python's parser, not JSON:
            # https://www.rfc-editor.org/rfc/rfc8259#section-6
            parse_constant=_refuse_constant,
            # `1e999` is valid JSON, and infinity in Python: written out again it would be no JSON any more.
            parse_float=finite,
            parse_int=integer,
        )
    except json.JSONDecodeError as error:
        mark = Place(error.lineno - 1, error.colno - 1)
        raise ParseError(mark, [], f"this is not JSON: {error.msg}", "write valid JSON") from None
    except _DuplicateKeyError as error:
        key = str(error)
        second = find_places(text, key)[1] or _START
        raise ParseError(second, [], f"the object has the key {key!r} twice", "keep one of the two") from None
    except ValueError as error:
        raise ParseError(_START, [], str(error), "write it as text, in quotes") from None
    # The C scanner recurses once per level, so a deep text ends here before the bound on depth is looked at.
    except RecursionError:
        raise _too_deep() from None
    _check_tree(data)
    return data


def _object_of_unique_keys(pairs: list[tuple[str, Json]]) -> JsonObject:
    members = dict(pairs)
    if len(members) != len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise _DuplicateKeyError(key)
            seen.add(key)
    return members


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON value")


def _too_deep() -> ParseError:
    return ParseError(_START, [], f"nested deeper than {MAX_DEPTH} levels", "flatten it")


def _check_tree(data: Json) -> None:
    """Refuse what is too deep, too much, or text that UTF-8 cannot hold; without recursion."""
    nodes = 0
    waiting: list[tuple[Json, int]] = [(data, 1)]
    while waiting:
        node, depth = waiting.pop()
        nodes += 1
        if nodes > MAX_NODES:
            raise ParseError(_START, [], f"more than {MAX_NODES} values", "split the file")
        if isinstance(node, str):
            _check_text(node)
        elif isinstance(node, (dict, list)):
            if depth > MAX_DEPTH:
                raise _too_deep()
            if isinstance(node, dict):
                for key in node:
                    _check_text(key)
            waiting.extend((child, depth + 1) for child in (node.values() if isinstance(node, dict) else node))


def _check_text(text: str) -> None:
    if not text.isascii():
        try:
            # JSON may escape half of a surrogate pair ("\ud800"); Python keeps it, and fails only when the text is
            # written.
            text.encode("utf-8")
        except UnicodeEncodeError:
            raise ParseError(_START, [], "half of a surrogate pair", "write the whole character") from None


def find_places(text: str, duplicate: str | None = None) -> tuple[list[Places], Mark | None]:
    """Find the places of keys and items in a text that is valid JSON.

    The standard library tells no positions. A second scan of tokens is cheaper than a parser of our own: the files
    under ``samples/`` are small.

    Returns:
        For each container, in the order in which they open, the places of its members; and the place where an object
        has the key ``duplicate`` for the second time, if one does.
    """
    containers: list[Places] = []
    open_containers: list[Places] = []
    line, line_start, scanned = 0, 0, 0
    expects_key = False
    for match in _TOKEN.finditer(text):
        newlines = text.count("\n", scanned, match.start())
        if newlines:
            line, line_start = line + newlines, text.rfind("\n", 0, match.start()) + 1
        scanned = match.start()
        symbol, place = match.group(), Place(line, match.start() - line_start)
        innermost = open_containers[-1] if open_containers else None
        if symbol in ",:":
            expects_key = symbol == "," and isinstance(innermost, dict)
        elif symbol in "]}":
            open_containers.pop()
        elif expects_key and isinstance(innermost, dict):
            key: str = json.loads(symbol)
            if key == duplicate and key in innermost:
                return containers, place
            innermost[key] = place
        else:
            if isinstance(innermost, list):
                innermost.append(place)
            if symbol in "[{":
                places: Places = {} if symbol == "{" else []
                open_containers.append(places)
                containers.append(places)
            expects_key = symbol == "{"
    return containers, None


def marks_of(data: Json, text: str) -> dict[int, Places]:
    """Return the marks of the data that ``read_json`` returned for this text."""
    places = iter(find_places(text)[0])
    marks: dict[int, Places] = {}
    waiting = [data]
    while waiting:
        node = waiting.pop()
        if isinstance(node, (dict, list)):
            marks[id(node)] = next(places)
            children = list(node.values()) if isinstance(node, dict) else node
            # Last in, first out: reversed, so that containers are taken in the order in which they open in the text.
            waiting.extend(reversed(children))
    return marks
