"""What the emulator answers about jobs, in the shape that the document gives each operation's answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from attrs import frozen

from videojobs.emulator.schema import Node, Schemas, View, as_node, tokens
from videojobs.emulator.shape import UNKNOWN, Given, Ready, place, sample, shape

if TYPE_CHECKING:
    from videojobs.dialect import Dialect
    from videojobs.emulator.life import Job, Moment

_DAY: Final = 86_400
_TIMES: Final = ("created_at", "completed_at", "expires_at")


@frozen(kw_only=True)
class Snapshot:
    """A job at one moment, ready to be answered.

    Attributes:
        job: The job.
        moment: Where it stands.
        video_url: Where its clip is, or None.
        status: Its status: one of our words.
        now: When this is, Unix seconds.
    """

    job: Job
    moment: Moment
    video_url: str | None
    status: str
    now: float


class Answers:
    """Shapes answers by the document, with the facts where the dialect says they stand.

    Args:
        schemas: The schemas of the document.
        dialect: The provider's dialect.
        statuses: Meaning of the status words that all providers share.
    """

    def __init__(self, schemas: Schemas, dialect: Dialect, statuses: Mapping[str, str]) -> None:
        self._schemas = schemas
        self._dialect = dialect
        self._meanings = {**statuses, **dialect.statuses}

    def job(self, media: Node | None, snapshot: Snapshot) -> Any:
        """Return the body that tells of a job; ``media`` is the document's media object of the answer."""
        root = self._view(media)
        where = self._job_pointer(root)
        view = self._schemas.at(root, where) or self._schemas.view({})
        value = self._job(view, snapshot, _at(_example(self._schemas, media, root), where))
        if not where:
            return value
        outer: Given = {}
        place(outer, where, Ready(value))
        return shape(self._schemas, root, outer)

    def jobs(self, media: Node | None, snapshots: Sequence[Snapshot], *, has_more: bool) -> Any:
        """Return the body that lists jobs."""
        root = self._view(media)
        name, node = self._list_property(root)
        item = self._schemas.view(as_node(node))
        values = [self._job(item, snapshot, None) for snapshot in snapshots]
        if root.is_only("array"):
            return values
        given: Given = {
            name: Ready(values),
            "object": "list",
            "has_more": has_more,
            "first_id": snapshots[0].job.id if snapshots else UNKNOWN,
            "last_id": snapshots[-1].job.id if snapshots else UNKNOWN,
        }
        known = {key: value for key, value in given.items() if key == name or root.is_open or key in root.properties}
        return shape(self._schemas, root, known, _example(self._schemas, media, root))

    def deletion(self, media: Node | None, snapshot: Snapshot) -> Any:
        """Return the body that confirms a deletion: the job itself where the document says so."""
        view = self._view(media)
        status = self._schemas.at(view, self._dialect.fields.status[0])
        if view.properties and "deleted" not in view.properties and status is not None:
            return self.job(media, snapshot)
        given: Given = {"id": snapshot.job.id, "object": "video.deleted", "deleted": True}
        return self.plain(media, given)

    def plain(self, media: Node | None, given: Given) -> Any:
        """Return a body of which only some members are known, by their names."""
        view = self._view(media)
        known = {name: value for name, value in given.items() if view.is_open or name in view.properties}
        return shape(self._schemas, view, known, _example(self._schemas, media, view))

    def wants_relative_url(self, media: Node | None) -> bool:
        """Whether the document says that the clip's URL is relative (``format: uri-reference``)."""
        root = self._view(media)
        view = self._schemas.at(root, self._job_pointer(root)) or root
        found = [self._schemas.at(view, pointer) for pointer in self._dialect.fields.video_url]
        first = next((declared for declared in found if declared is not None), None)
        return first is not None and first.node.get("format") == "uri-reference"

    def _view(self, media: Node | None) -> View:
        return self._schemas.view(as_node(as_node(media).get("schema")))

    def _job_pointer(self, root: View) -> str:
        fields = self._dialect.fields
        declared = (where for where in fields.job if self._schemas.at(root, where + fields.id[0]) is not None)
        return next(declared, fields.job[0])

    def _list_property(self, root: View) -> tuple[str, Node | None]:
        if root.is_only("array"):
            return "", root.items
        for name, node in root.properties.items():
            view = self._schemas.view(as_node(node))
            if "array" in view.types:
                return name, view.items
        return "data", None

    def _job(self, view: View, snapshot: Snapshot, example: Node | None) -> dict[str, Any]:
        given: Given = {"object": "video"} if "object" in view.properties or view.is_open else {}
        facts = self._facts(snapshot)
        needed = {"id", "status"} if self._dialect.content.source == "endpoint" else {"id", "status", "video_url"}
        for name, value in facts.items():
            pointer = self._pointer(view, name, needed=name in needed and value is not None)
            if pointer is not None and value is not None:
                declared = self._schemas.at(view, pointer) or self._schemas.view({})
                place(given, pointer, self._written(name, value, declared, snapshot))
        for name, value in facts.items():
            pointer = self._pointer(view, name, needed=False)
            if pointer is not None and value is None:
                given.setdefault(tokens(pointer)[0], UNKNOWN)
        return shape(self._schemas, view, given, example)

    def _facts(self, snapshot: Snapshot) -> dict[str, Any]:
        job, moment = snapshot.job, snapshot.moment
        done = moment.state == "completed"
        finished_at = moment.finished_at if done else None
        if finished_at is None and self._dialect.quirks.completed_at_while_running:
            finished_at = moment.finished_at or snapshot.now
        return {
            "id": job.id,
            "status": snapshot.status,
            "progress": moment.progress,
            "created_at": job.created_at,
            "completed_at": finished_at,
            "expires_at": job.created_at + _DAY if done else None,
            "seconds": job.seconds,
            "size": job.size,
            "video_url": snapshot.video_url if done else None,
            "error": job.error() if moment.state == "failed" else None,
            "remixed_from_id": job.remixed_from,
            "prompt": job.prompt,
            "model": job.model,
            "usage": {} if done else None,
        }

    def _pointer(self, view: View, name: str, *, needed: bool) -> str | None:
        """Return the first pointer of a fact that the schema declares, or the very first if it is needed."""
        pointers: tuple[str, ...] = getattr(self._dialect.fields, name)
        declared = (pointer for pointer in pointers if self._schemas.at(view, pointer) is not None)
        return next(declared, pointers[0] if needed and pointers else None)

    def _written(self, name: str, value: Any, view: View, snapshot: Snapshot) -> Any:
        """Write a fact in the type of its schema."""
        text_only = view.is_only("string")
        if name == "status":
            return self._status(view, snapshot)
        if name in _TIMES:
            return datetime.fromtimestamp(value, UTC).isoformat() if text_only else int(value)
        if name == "seconds":
            return self._seconds(view, value)
        if name == "progress":
            return f"{value}%" if text_only else value
        if name == "error":
            return value["message"] if text_only else _error(self._schemas, view, value)
        if name == "usage":
            return _usage(self._schemas, view, snapshot.job.seconds) or UNKNOWN
        return value

    def _seconds(self, view: View, value: float) -> str | int | float:
        as_text = self._dialect.create.seconds == "string"
        if ("string" in view.types and (as_text or len(view.types) == 1)) or (not view.types and as_text):
            return f"{value:g}"
        return round(value) if view.is_only("integer") or value == int(value) else value

    def _status(self, view: View, snapshot: Snapshot) -> str:
        """Return the document's word for a status, else our own; or the foreign word that the job's plan wants."""
        planned = snapshot.job.plan.status
        if planned is not None and snapshot.status == "in_progress":
            return planned
        words = [word for word in view.words if isinstance(word, str)]
        if snapshot.status in words:
            return snapshot.status
        wanted = "cancelled" if snapshot.status == "deleted" else snapshot.status
        return next((word for word in words if self._meanings.get(_folded(word)) == wanted), snapshot.status)


def _folded(word: str) -> str:
    return word.strip().lower().replace("-", "_").replace(" ", "_")


def _error(schemas: Schemas, view: View, value: Mapping[str, str]) -> dict[str, Any]:
    declared = {name: schemas.view(as_node(view.properties[name])) for name in value if name in view.properties}
    if not view.properties:
        return dict(value)
    return {name: 500 if below.is_only("integer") else value[name] for name, below in declared.items()}


def _usage(schemas: Schemas, view: View, seconds: float) -> Any:
    found = sample(schemas, view.node)
    members = as_node(found)
    return {name: seconds if "seconds" in name else value for name, value in members.items()}


def _example(schemas: Schemas, media: Node | None, view: View) -> Node | None:
    """Return the example objects of an answer as one object, or None if the document has none."""
    node = as_node(media)
    several = [schemas.follow(as_node(item)).get("value") for item in as_node(node.get("examples")).values()]
    found = [as_node(item) for item in (*several, node.get("example"), view.node.get("example")) if as_node(item)]
    return {key: value for item in found for key, value in item.items()} if found else None


def _at(example: Node | None, pointer: str) -> Node | None:
    if example is None:
        return None
    for token in tokens(pointer):
        example = as_node(example.get(token))
    return example
