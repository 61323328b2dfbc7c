"""Reads JSON text strictly: no duplicate key, no NaN, bounded depth, size and digits; and finds places in it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, NoReturn

from scripts.oas.bounds import MAX_DEPTH, MAX_NODES, Refused
from scripts.oas.document import Place
from scripts.oas.scalars import finite, integer

if TYPE_CHECKING:
    from scripts.oas.document import Json, JsonObject, Mark, Places

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{},:]|[^\s\[\]{},:"]+', re.DOTALL)
_START = Place(0, 0)


class _DuplicateKeyError(Exception):
    """A key stands twice in one object."""


def read_json(text: str) -> Json:
    """Return what a JSON text says.

    Raises:
        Refused: It is not JSON, or holds what a document of ours must not hold.
    """
    try:
        data: Json = json.loads(
            text,
            object_pairs_hook=_unique,
            parse_constant=_refuse_constant,
            parse_float=finite,
            parse_int=integer,
        )
    except json.JSONDecodeError as problem:
        place: Mark = Place(problem.lineno - 1, problem.colno - 1)
        raise Refused(place, [], f"this is not JSON: {problem.msg}", "write valid JSON") from None
    except _DuplicateKeyError as problem:
        key = str(problem)
        place = find_places(text, key)[1] or _START
        raise Refused(place, [], f"the key {key!r} stands twice in one object", "keep one of the two") from None
    except ValueError as problem:
        raise Refused(_START, [], str(problem), "write it as text, in quotes") from None
    except RecursionError:
        raise _too_deep() from None
    _check_tree(data)
    return data


def _unique(pairs: list[tuple[str, Json]]) -> JsonObject:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise _DuplicateKeyError(key)
            seen.add(key)
    return found


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON value")


def _too_deep() -> Refused:
    return Refused(_START, [], f"nested deeper than {MAX_DEPTH} levels", "flatten it")


def _check_tree(data: Json) -> None:
    """Refuse what is too deep, too much, or text that UTF-8 cannot hold; without recursion."""
    nodes = 0
    waiting: list[tuple[Json, int]] = [(data, 1)]
    while waiting:
        node, depth = waiting.pop()
        nodes += 1
        if nodes > MAX_NODES:
            raise Refused(_START, [], f"more than {MAX_NODES} values", "split the file")
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
            text.encode("utf-8")
        except UnicodeEncodeError:
            raise Refused(_START, [], "half of a surrogate pair", "write the whole character") from None


def find_places(text: str, duplicate: str | None = None) -> tuple[list[Places], Mark | None]:
    """Find where keys and items stand in a JSON text that is known to parse.

    Returns:
        For each container, in the order in which they open, the places of its members; and the place where
        the key ``duplicate`` is said again in the same object, if it is.
    """
    found: list[Places] = []
    open_ones: list[Places] = []
    line, start, scanned = 0, 0, 0
    expects_key = False
    for match in _TOKEN.finditer(text):
        newlines = text.count("\n", scanned, match.start())
        if newlines:
            line, start = line + newlines, text.rfind("\n", 0, match.start()) + 1
        scanned = match.start()
        word, place = match.group(), Place(line, match.start() - start)
        top = open_ones[-1] if open_ones else None
        if word in ",:":
            expects_key = word == "," and isinstance(top, dict)
        elif word in "]}":
            open_ones.pop()
        elif expects_key and isinstance(top, dict):
            key: str = json.loads(word)
            if key == duplicate and key in top:
                return found, place
            top[key] = place
        else:
            if isinstance(top, list):
                top.append(place)
            if word in "[{":
                places: Places = {} if word == "{" else []
                open_ones.append(places)
                found.append(places)
            expects_key = word == "{"
    return found, None


def marks_of(data: Json, text: str) -> dict[int, Places]:
    """Return the marks of data that ``read_json`` made from this text."""
    places = iter(find_places(text)[0])
    marks: dict[int, Places] = {}
    waiting = [data]
    while waiting:
        node = waiting.pop()
        if isinstance(node, (dict, list)):
            marks[id(node)] = next(places)
            children = list(node.values()) if isinstance(node, dict) else node
            waiting.extend(reversed(children))
    return marks
