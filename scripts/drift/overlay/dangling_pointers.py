"""Find the pointers of provider.yaml that lead somewhere in our document and nowhere in the revision."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from functools import partial
from typing import TYPE_CHECKING

from attrs import asdict, frozen

from scripts.drift.overlay.suggestions import suggestion
from scripts.oas.document import JsonObject
from scripts.oas.operations import Operation
from scripts.oas.pointers import format_pointer, parse_pointer
from scripts.oas.schema_paths import property_schemas, value_schemas
from scripts.spec.body_schemas import error_schemas, job_schemas, request_media_types, request_schemas
from scripts.spec.lint_requests import MEDIA_TYPES
from scripts.spec.roles import id_parameter, query_parameters

if TYPE_CHECKING:
    from scripts.oas.document import Json
    from scripts.spec.facts import ProviderFacts

Schemas = Callable[[JsonObject, Mapping[str, Operation]], list[str]]
_ERROR_POINTERS = ("message", "code", "type")
# Renamed properties share little more than a part: `video_url`, `result_url`.
_SIMILAR = 0.4


@frozen(kw_only=True)
class DanglingPointer:
    """A pointer of provider.yaml that leads nowhere in the revision.

    Attributes:
        place: Pointer of the schema that it led to in our document.
        message: One sentence for people.
        suggestion: YAML to paste; None if nothing in the revision is like it.
    """

    place: str
    message: str
    suggestion: str | None = None


@frozen(kw_only=True)
class _Fact:
    """A fact of provider.yaml: its keys there, its pointers, and the schemas that these count from."""

    keys: tuple[str, ...]
    pointers: tuple[str, ...]
    schemas: Schemas
    prefixes: tuple[str, ...] = ("",)


def dangling_pointers(
    facts: ProviderFacts,
    before: tuple[JsonObject, Mapping[str, Operation]],
    after: tuple[JsonObject, Mapping[str, Operation]],
) -> Iterator[DanglingPointer]:
    """Yield the pointers that lead nowhere any more, those that apply by default included.

    Args:
        facts: The contents of provider.yaml.
        before: Our document, corrected, and its operations by the ids in provider.yaml.
        after: The revision, corrected, and the matching operations by the same ids.
    """
    for fact in _facts(facts):
        old_schemas, new_schemas = fact.schemas(*before), fact.schemas(*after)
        if not new_schemas:
            continue  # the operation itself is gone, which is another entry
        for pointer in fact.pointers:
            paths = [parse_pointer(prefix) + parse_pointer(pointer) for prefix in fact.prefixes]
            places = [place for path in paths for place in _places(before[0], old_schemas, path)]
            if places and not any(_places(after[0], new_schemas, path) for path in paths):
                renamed = _renamed(before[0], after[0], old_schemas, new_schemas, paths[0])
                prefix = parse_pointer(fact.prefixes[0])
                # Of an object around the job, `fields.job` has the name.
                if renamed is not None and renamed[: len(prefix)] == prefix:
                    yield _dangling(fact, pointer, places[0], renamed[len(prefix) :])
                else:
                    yield _dangling(fact, pointer, places[0], None)
    yield from _lost_parameter(facts, before, after)


def _lost_parameter(
    facts: ProviderFacts,
    before: tuple[JsonObject, Mapping[str, Operation]],
    after: tuple[JsonObject, Mapping[str, Operation]],
) -> Iterator[DanglingPointer]:
    """Yield ``ids.parameter``, if no operation whose path has no id has this query parameter any more."""
    name = facts.ids.parameter
    old, new = (
        [(one, query_parameters(document, one)) for one in operations.values() if "{" not in one.path]
        for document, operations in (before, after)
    )
    holder = next((operation for operation, names in old if name in names), None)
    if not name or holder is None or not new or any(name in names for _, names in new):
        return
    message = f"ids.parameter of provider.yaml is {name}, which no operation of the revision has."
    guess = next(filter(None, (id_parameter(after[0], operation) for operation, _ in new)), None)
    lines = None
    if guess is not None:
        comment = f"provider.yaml: {guess} is a guess, as the parameter that looks like the id of a job:"
        lines = suggestion(comment, {"ids": {"parameter": guess}})
    yield DanglingPointer(place=f"{holder.pointer}/parameters", message=message, suggestion=lines)


def _facts(facts: ProviderFacts) -> Iterator[_Fact]:
    def jobs(document: JsonObject, operations: Mapping[str, Operation]) -> list[str]:
        return list(job_schemas(document, facts, operations))

    def errors(document: JsonObject, operations: Mapping[str, Operation]) -> list[str]:
        return list(error_schemas(document, facts, operations))

    def requests(
        document: JsonObject, operations: Mapping[str, Operation], encodings: tuple[str, ...] = ()
    ) -> list[str]:
        create = operations.get(facts.operations["create"])
        if create is None:
            return []
        media_types = [MEDIA_TYPES[encoding] for encoding in encodings] or request_media_types(document, create)
        schemas = zip(request_media_types(document, create), request_schemas(document, create), strict=True)
        return [schema for media_type, schema in schemas if media_type in media_types]

    for name, pointers in asdict(facts.fields).items():
        if name != "job":
            yield _Fact(keys=("fields", name), pointers=tuple(pointers), schemas=jobs, prefixes=facts.fields.job)
    for name in _ERROR_POINTERS:
        yield _Fact(keys=("errors", name), pointers=getattr(facts.errors, name), schemas=errors)
    for name, field in asdict(facts.create.fields).items():
        if field:
            yield _Fact(keys=("create", "fields", name), pointers=(_as_pointer(field),), schemas=requests)
    for index, reference in enumerate(facts.create.references):
        keys = ("create", "references", str(index), "field")
        schemas = partial(requests, encodings=reference.encodings)
        yield _Fact(keys=keys, pointers=(_as_pointer(reference.field),), schemas=schemas)


def _as_pointer(field: str) -> str:
    return field if field.startswith("/") else format_pointer([field])


def _places(document: JsonObject, schemas: list[str], path: list[str]) -> list[str]:
    return [place for schema in schemas for place in value_schemas(document, schema, path)]


def _renamed(
    before: JsonObject, after: JsonObject, old_schemas: list[str], new_schemas: list[str], path: list[str]
) -> list[str] | None:
    """Return a path with the new property in place of the lost one that it is most like, or None."""
    index = next(number for number in range(len(path)) if not _places(after, new_schemas, path[: number + 1]))
    old = _names(before, old_schemas, path[:index])
    added = [name for name in _names(after, new_schemas, path[:index]) if name not in old]
    for name in get_close_matches(path[index], added, n=1, cutoff=_SIMILAR):
        renamed = [*path[:index], name, *path[index + 1 :]]
        if _places(after, new_schemas, renamed):
            return renamed
    return None


def _names(document: JsonObject, schemas: list[str], path: list[str]) -> list[str]:
    return [name for place in _places(document, schemas, path) for name in property_schemas(document, place)]


def _dangling(fact: _Fact, pointer: str, place: str, renamed: list[str] | None) -> DanglingPointer:
    keys = ".".join(fact.keys)
    message = f"{keys} of provider.yaml is at {pointer}, which leads nowhere in the revision."
    if renamed is None:
        return DanglingPointer(place=place, message=message)
    new_pointer = format_pointer(renamed)
    new_name = next(new for new, old in zip(renamed, parse_pointer(pointer), strict=True) if new != old)
    value: Json = [new_pointer if one == pointer else one for one in fact.pointers]
    if fact.keys[0] == "create":
        # A field of the body is named as it is; only one inside an object is a pointer.
        value = new_pointer if new_pointer.count("/") > 1 else renamed[0]
    if "references" in fact.keys:
        comment = f"provider.yaml: a guess; {keys} in place of {pointer}:"
        return DanglingPointer(place=place, message=message, suggestion=suggestion(comment, {"field": value}))
    lines: JsonObject = {fact.keys[-1]: value}
    for key in reversed(fact.keys[:-1]):
        lines = {key: lines}
    comment = f"provider.yaml: {new_name} is a guess, as the new name that is most like {pointer}:"
    return DanglingPointer(place=place, message=message, suggestion=suggestion(comment, lines))
