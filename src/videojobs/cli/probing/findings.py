"""What the answers of a probe say about a server."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import frozen

from videojobs.cli.probing.ask import Asked
from videojobs.dialect import Dialect
from videojobs.jobs.decoding.converters import text
from videojobs.jobs.decoding.json_pointer import follow, split
from videojobs.jobs.decoding.reconcile import Reader
from videojobs.jobs.model.video_job import VideoJob
from videojobs.jobs.registry import load_dialect

_LISTS = ("data", "items", "videos", "results")
_CODES = (("error", "code"), ("code",), ("error", "type"), ("detail",))


@frozen(kw_only=True)
class Findings:
    """What a probe found out. None means: could not be told by free questions.

    Attributes:
        needs_key: Whether the server wants a key.
        key_refused: Whether it refused the one it was given.
        lists: Whether jobs can be listed.
        deletes: Whether it says that it takes DELETE for a job.
        has_content: Whether there is a content operation.
        unknown_job: HTTP status for a job that does not exist.
        errors: Fact (``message``, ``code``, ``type``) -> where it stands in an error.
        statuses: Status word seen -> ours.
        url_places: Where URLs of clips stand.
        job_place: Where a job stands in an answer about it.
        jobs: How many jobs were seen.
        models: Ids of models with `video` in their names, or the first ten if there are none.
        document: The server's own OpenAPI document, if it gives one.
    """

    needs_key: bool | None
    key_refused: bool
    lists: bool | None
    deletes: bool | None
    has_content: bool | None
    unknown_job: int | None
    errors: Mapping[str, str]
    statuses: Mapping[str, str]
    url_places: tuple[str, ...]
    job_place: str
    jobs: int
    models: tuple[str, ...]
    document: Mapping[str, Any] | None


def conclude(asked: list[Asked], prefix: str) -> Findings:
    """Return what the answers say; ``prefix`` is the path that the video operations follow."""
    dialect = load_dialect("compatible")
    last = {one.name: one for one in asked if "/videos" not in one.path or one.path.startswith(f"{prefix}/videos")}
    listed, unknown = last.get("list"), last.get("unknown job")
    reader = Reader(dialect)
    bodies = list(job_bodies(asked))
    jobs = {job.id: (body, job) for body in bodies if (job := _read(reader, body)) is not None}.values()
    without = [last[name] for name in last if name.endswith("without a key")]
    return Findings(
        needs_key=_needs_key(without or [one for one in (listed, unknown) if one is not None and not one.keyed]),
        key_refused=any(one.keyed and one.status in (401, 403) for one in (listed, unknown) if one is not None),
        lists=_lists(listed),
        deletes=_allows(last.get("methods of a job"), "DELETE"),
        has_content=_content(last),
        unknown_job=unknown.status if unknown is not None and not _barred(unknown) else None,
        errors=_errors([one for one in asked if one.status is not None and one.status >= 400], dialect),
        statuses={job.raw_status: job.status.value for _, job in jobs if job.raw_status},
        url_places=tuple(dict.fromkeys(place for body, _ in jobs for place in _url_places(reader, body))),
        job_place=next((f"/{path[0][0]}" for body, _ in jobs if (path := reader.locate(body)) and path[0]), ""),
        jobs=len(jobs),
        models=_models(last.get("models")),
        document=_document(last.get("document")),
    )


def _barred(one: Asked) -> bool:
    return one.status in (None, 401, 403)


def _needs_key(asked: list[Asked]) -> bool | None:
    answered = [one for one in asked if one.status is not None]
    return any(one.status in (401, 403) for one in answered) if answered else None


def items_of(body: Any) -> list[Any] | None:
    """Return the jobs in a listing, or None if it is none."""
    if isinstance(body, list):
        return body
    for key in _LISTS if isinstance(body, Mapping) else ():
        if isinstance(body.get(key), list):
            return list(body[key])
        if isinstance(body.get(key), Mapping):
            return items_of(body[key])
    return None


def _lists(listed: Asked | None) -> bool | None:
    if listed is None or _barred(listed):
        return None
    return listed.is_success and items_of(listed.body) is not None


def _allows(asked: Asked | None, method: str) -> bool | None:
    if asked is None or not asked.allow or "*" in asked.allow:
        return None
    return method in asked.allow


def _content(last: Mapping[str, Asked]) -> bool | None:
    """Tell a content operation that knows no such job from a page that is not there: they refuse in other words."""
    own, unknown = last.get("content of your job"), last.get("content of an unknown job")
    if own is not None and (own.is_success or own.status == 405):  # 405: the path is there, HEAD is not
        return True
    if unknown is None or _barred(unknown):
        return None
    as_page = _words(unknown) == _words(last.get("a page that is not there"))
    as_job = _words(unknown) == _words(last.get("unknown job"))
    if as_page and not as_job:
        return False
    return True if not as_page and unknown.status != 405 else None


def _words(asked: Asked | None) -> Any:
    """Return what makes two refusals the same: status, media type, shape, code."""
    if asked is None:
        return None
    code = next((found for place in _CODES if (found := text(follow(asked.body, place)))), None)
    return asked.status, asked.kind, _shape(asked.body), code


def _shape(body: Any) -> Any:
    return {key: _shape(item) for key, item in body.items()} if isinstance(body, Mapping) else type(body).__name__


def job_bodies(asked: list[Asked]) -> Iterator[Mapping[str, Any]]:
    """Yield every job seen, as it came."""
    for one in asked:
        if not one.is_success or not one.name.startswith(("list", "your job")):
            continue
        found = [one.body] if one.name == "your job" else items_of(one.body) or []
        yield from (item for item in found if isinstance(item, Mapping))


def _read(reader: Reader, body: Mapping[str, Any]) -> VideoJob | None:
    return reader.read(body, "https://relay.example") if reader.locate(body) is not None else None


def _url_places(reader: Reader, body: Mapping[str, Any]) -> Iterator[str]:
    found = reader.locate(body)
    place = reader.url(found[1], "https://relay.example") if found is not None else None
    if place is not None:
        yield "/" + "/".join(part.replace("~", "~0").replace("/", "~1") for part in place[0])


def _errors(failed: list[Asked], dialect: Dialect) -> dict[str, str]:
    """Return where errors say what: the first known place that holds text in an answer about a job, else in any."""
    found: dict[str, str] = {}
    known = {"message": dialect.errors.message, "code": dialect.errors.code, "type": dialect.errors.type}
    for one in sorted(failed, key=lambda one: not one.name.startswith("unknown job")):
        for fact, pointers in known.items():
            place = next((pointer for pointer in pointers if text(follow(one.body, split(pointer)))), None)
            if place is not None:
                found.setdefault(fact, place)
    return found


def _models(asked: Asked | None) -> tuple[str, ...]:
    items = items_of(asked.body) if asked is not None and asked.is_success else None
    names = [name for item in items or () if (name := text(follow(item, ("id",))))]
    return tuple(name for name in names if "video" in name.lower()) or tuple(names[:10])


def _document(asked: Asked | None) -> Mapping[str, Any] | None:
    body = asked.body if asked is not None and asked.is_success else None
    paths = body.get("paths") if isinstance(body, Mapping) else None
    return body if isinstance(paths, Mapping) and any("video" in str(path) for path in paths) else None
