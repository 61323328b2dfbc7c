"""Response bodies about jobs, in the schema that the document has for each operation's response."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from attrs import asdict, frozen

from videojobs.emulator.job_facts import EVERYWHERE, WRITTEN, FactWriter
from videojobs.emulator.recorded_jobs import RecordedJob, RecordedJobs
from videojobs.emulator.schema_values import NO_VALUE, Members, Verbatim, object_of, set_at
from videojobs.emulator.schema_views import SchemaReader, SchemaView
from videojobs.http.json_pointer import follow, split
from videojobs.openapi.operations import JsonObject, as_object

if TYPE_CHECKING:
    from videojobs.dialect import Dialect
    from videojobs.emulator.job_lifecycle import EmulatedJob, JobState

_DEFAULT_CODE: Final = "generation_failed"


@frozen
class _Place:
    """Where one fact about a job is in a response.

    Attributes:
        name: The fact's name in the dialect's ``fields``.
        pointer: Its JSON pointer.
        top: The first key of the pointer.
        schema: The schema of its value.
        is_declared: Whether the schema declares it.
    """

    name: str
    pointer: str
    top: str
    schema: SchemaView
    is_declared: bool


@frozen(kw_only=True, eq=False)
class _JobMedia:
    """The document's media type object of a response with one job.

    Attributes:
        root: The schema of the response.
        pointer: JSON pointer of the job in it.
        view: The schema of the job.
        example: The document's example of the job, or None.
    """

    root: SchemaView
    pointer: str
    view: SchemaView
    example: JsonObject | None


@frozen(kw_only=True)
class Snapshot:
    """A job at one moment.

    Attributes:
        job: The job.
        id: Its id, as the response writes it; None if the response does not repeat it.
        state: Its state then.
        video_url: URL of its clip, or None.
        status: Its status: a `JobStatus` value, or ``deleted``.
        now: The moment, Unix seconds.
        polling_url: Path of the operation that retrieves it.
        skew: Seconds by which the times in the response are ahead.
        word: Status word in place of the document's, or None.
        role: Role of the operation whose recorded responses show its details.
    """

    job: EmulatedJob
    id: str | None
    state: JobState
    video_url: str | None
    status: str
    now: float
    polling_url: str | None = None
    skew: float = 0.0
    word: str | None = None
    role: str = "retrieve"


class ResponseBodies:
    """Writes response bodies: values of the schema, with the job's facts at the dialect's pointers.

    Args:
        reader: Reads the schemas of the document.
        dialect: The provider's dialect.
        statuses: Meaning of the status words that all providers share.
        samples: The provider's recorded responses about jobs.
    """

    def __init__(
        self,
        reader: SchemaReader,
        dialect: Dialect,
        statuses: Mapping[str, str],
        samples: Iterable[JsonObject] = (),
    ) -> None:
        self._reader = reader
        self._dialect = dialect
        self._writer = FactWriter(reader, dialect, {**statuses, **dialect.statuses})
        self._recorded = RecordedJobs(samples, dialect, self._writer.meanings)
        self._places_of: dict[SchemaView, list[_Place]] = {}
        # By id of the media type object, which the document keeps.
        self._examples: dict[tuple[int, SchemaView], JsonObject | None] = {}
        self._job_media: dict[int, _JobMedia] = {}

    def job(self, media: JsonObject | None, snapshot: Snapshot) -> Any:
        """Return the body with one job; ``media`` is the document's media type object of the response."""
        if id(media) not in self._job_media:
            self._job_media[id(media)] = self._read_job_media(media)
        read = self._job_media[id(media)]
        value = self._job(read.view, snapshot, read.example)
        if not read.pointer:
            return value
        outer: Members = {}
        set_at(outer, read.pointer, Verbatim(value))
        return object_of(self._reader, read.root, outer)

    def jobs(self, media: JsonObject | None, snapshots: Sequence[Snapshot], *, has_more: bool) -> Any:
        """Return the body with a page of jobs."""
        root = self._view(media)
        name, item, inner = self._list_property(root)
        values = [self._job(item, snapshot, None) for snapshot in snapshots]
        if root.is_only("array"):
            return values
        if inner:
            listed = object_of(self._reader, self._reader.at(root, f"/{name}") or root, {inner: Verbatim(values)})
            return object_of(self._reader, root, {name: Verbatim(listed)})
        members: Members = {name: Verbatim(values), "object": "list", "has_more": has_more}
        members |= {"first_id": NO_VALUE, "last_id": NO_VALUE}
        if snapshots:
            members |= {"first_id": snapshots[0].id, "last_id": snapshots[-1].id}
        declared = {
            key: value
            for key, value in members.items()
            if key == name or root.allows_any_property or key in root.properties
        }
        return object_of(self._reader, root, declared, self._example(media, root))

    def deletion(self, media: JsonObject | None, snapshot: Snapshot) -> Any:
        """Return the body that confirms a deletion: the job where the schema is a job's."""
        view = self._view(media)
        status = self._reader.at(view, self._dialect.fields.status[0])
        if view.properties and "deleted" not in view.properties and status is not None:
            return self.job(media, snapshot)
        return self.declared_members(media, {"id": snapshot.id, "object": "video.deleted", "deleted": True})

    def declared_members(self, media: JsonObject | None, members: Members) -> Any:
        """Return a body with those of the members that the schema declares."""
        view = self._view(media)
        declared = {
            name: value for name, value in members.items() if view.allows_any_property or name in view.properties
        }
        return object_of(self._reader, view, declared, self._example(media, view))

    def has_relative_url(self, media: JsonObject | None) -> bool:
        """Whether the document declares the clip's URL as relative (``format: uri-reference``)."""
        root = self._view(media)
        view = self._reader.at(root, self._job_pointer(root)) or root
        pointer = self._reader.first_declared(view, self._dialect.fields.video_url)
        schema = self._reader.at(view, pointer) if pointer is not None else None
        return schema is not None and schema.keywords.get("format") == "uri-reference"

    def has_expiry(self, media: JsonObject | None) -> bool:
        """Whether a completed job has a time at which its clip expires; some servers declare it, and send null."""
        root = self._view(media)
        view = self._reader.at(root, self._job_pointer(root)) or root
        pointers = self._dialect.fields.expires_at
        recorded = self._recorded.like("retrieve", "completed", has_size=True, has_url=True)
        is_null = recorded is not None and recorded.value(pointers) == (True, None)
        return self._reader.first_declared(view, pointers) is not None and not is_null

    def has_word(self, media: JsonObject | None, status: str) -> bool:
        """Whether the provider has a word for a status of the format, which every provider has, or for another one."""
        root = self._view(media)
        view = self._reader.at(root, self._job_pointer(root) + self._dialect.fields.status[0])
        words = (*(view.values if view is not None else ()), *self._dialect.statuses)
        return status in EVERYWHERE or any(self._writer.meaning(word) == status for word in words)

    def _read_job_media(self, media: JsonObject | None) -> _JobMedia:
        root = self._view(media)
        pointer = self._job_pointer(root)
        view = self._reader.at(root, pointer) or self._reader.view({})
        example = self._example(media, root)
        if example is not None:
            example = as_object(follow(example, split(pointer)))
        return _JobMedia(root=root, pointer=pointer, view=view, example=example)

    def _example(self, media: JsonObject | None, view: SchemaView) -> JsonObject | None:
        """Return the document's examples of a response, merged into one object, or None."""
        key = (id(media), view)
        if key not in self._examples:
            node = as_object(media)
            named = [self._reader.resolve(as_object(item)) for item in as_object(node.get("examples")).values()]
            candidates = [*(item.get("value") for item in named), node.get("example"), view.keywords.get("example")]
            merged = {key: value for item in candidates for key, value in as_object(item).items()}
            self._examples[key] = merged or None
        return self._examples[key]

    def _view(self, media: JsonObject | None) -> SchemaView:
        return self._reader.view(as_object(as_object(media).get("schema")))

    def _job_pointer(self, root: SchemaView) -> str:
        fields = self._dialect.fields
        declared = (pointer for pointer in fields.job if self._reader.at(root, pointer + fields.id[0]) is not None)
        return next(declared, fields.job[0])

    def _list_property(self, root: SchemaView) -> tuple[str, SchemaView, str]:
        """Return the property that holds the jobs, the schema of an item, and the property inside the first one.

        The first is "" if the response is the list itself, the second property if the first holds the list.
        """
        if root.is_only("array"):
            return "", self._reader.view(as_object(root.items)), ""
        views = {name: self._reader.view(as_object(schema)) for name, schema in root.properties.items()}
        for name, view in views.items():
            if "array" in view.types:
                return name, self._reader.view(as_object(view.items)), ""
        for name, view in views.items():
            for inner, schema in view.properties.items():
                nested = self._reader.view(as_object(schema))
                if "array" in nested.types:
                    return name, self._reader.view(as_object(nested.items)), inner
        return "data", self._reader.view({}), ""

    def _job(self, view: SchemaView, snapshot: Snapshot, example: JsonObject | None) -> dict[str, Any]:
        recorded = self._recorded_like(snapshot)
        members: Members = {}
        if "object" in view.properties or view.allows_any_property:
            members["object"] = "video"
        facts = self._facts(snapshot, recorded)
        missing: list[str] = []
        for place in self._places(view):
            value = facts.get(place.name)
            if value is not None:
                if place.name in WRITTEN:
                    value = self._writer.write(place.name, value, place.schema, snapshot)
                set_at(members, place.pointer, value)
            elif place.is_declared:
                missing.append(place.top)
        for name in missing:
            members.setdefault(name, NO_VALUE)
        if recorded is not None:
            for name in recorded.job:
                if name in view.properties and name not in members:
                    members[name] = Verbatim(recorded.detail(name, str(snapshot.id)))
        return object_of(self._reader, view, members, example)

    def _recorded_like(self, snapshot: Snapshot) -> RecordedJob | None:
        status = snapshot.status
        if status == "deleted":
            status = snapshot.state.status
        has_size = self._has_size(snapshot.job)
        has_url = status == "completed" and snapshot.video_url is not None
        return self._recorded.like(snapshot.role, status, has_size=has_size, has_url=has_url)

    def _has_size(self, job: EmulatedJob) -> bool:
        return job.parameters.has_size or not self._dialect.quirks.no_default_size

    def _facts(self, snapshot: Snapshot, recorded: RecordedJob | None) -> dict[str, Any]:
        """Return each fact by its name in the dialect's ``fields``; None if it does not exist (yet)."""
        job, state = snapshot.job, snapshot.state
        is_completed = state.status == "completed"
        completed_at = state.finished_at if is_completed else None
        if completed_at is None and self._dialect.quirks.completed_at_while_running:
            completed_at = state.finished_at or snapshot.now
        facts = {
            "id": snapshot.id,
            "status": snapshot.status,
            "progress": state.progress,
            "created_at": job.created_at,
            "completed_at": completed_at,
            "expires_at": None,
            "seconds": job.parameters.seconds,
            "size": job.parameters.size if self._has_size(job) else None,
            "video_url": None,
            "error": job.error() if state.status == "failed" else None,
            "remixed_from_id": job.remixed_from,
            "prompt": job.parameters.prompt,
            "model": job.parameters.model,
            "usage": None,
            "polling_url": snapshot.polling_url,
        }
        if is_completed:
            facts |= {"expires_at": job.expires_at, "video_url": snapshot.video_url, "usage": {}}
        if recorded is not None:
            facts |= self._as_recorded(snapshot, recorded)
        return facts

    def _as_recorded(self, snapshot: Snapshot, recorded: RecordedJob) -> dict[str, Any]:
        """Return the facts that some servers send in other states than others, or never."""
        fields = self._dialect.fields
        job, state = snapshot.job, snapshot.state
        times: dict[str, tuple[tuple[str, ...], float | None]] = {
            "expires_at": (fields.expires_at, job.expires_at),
        }
        if not self._dialect.quirks.completed_at_while_running:
            times["completed_at"] = (fields.completed_at, state.finished_at)
        facts: dict[str, Any] = {}
        for name, (pointers, time) in times.items():
            has_time, recorded_time = recorded.value(pointers)
            if has_time and recorded_time is None:
                facts[name] = None
            elif has_time and time is not None:
                facts[name] = time
        has_usage, usage = recorded.value(fields.usage)
        if has_usage:
            facts["usage"] = usage
        if state.status == "failed":
            facts["error"] = _recorded_error(job, recorded.value(fields.error)[1])
        return facts

    def _places(self, view: SchemaView) -> list[_Place]:
        """Return where the facts about a job are in a response of this schema."""
        if view in self._places_of:
            return self._places_of[view]
        # Written even where the schema does not declare them: without them the client has no job.
        required = {"id"}
        # A response to a create may document the id alone.
        if not view.properties or self._reader.first_declared(view, self._dialect.fields.id) is None:
            required.add("status")
        if self._dialect.content.source != "endpoint":
            required.add("video_url")
        places: list[_Place] = []
        pointers: tuple[str, ...]
        for name, pointers in asdict(self._dialect.fields, recurse=False).items():
            declared = self._reader.first_declared(view, pointers)
            pointer = declared
            if declared is None and name in required:
                pointer = next(iter(pointers), None)
            if pointer is not None and name != "job":
                schema = self._reader.at(view, pointer) or self._reader.view({})
                is_declared = declared is not None
                places.append(_Place(name, pointer, split(pointer)[0], schema, is_declared))
        self._places_of[view] = places
        return places


def _recorded_error(job: EmulatedJob, recorded: Any) -> Any:
    """Return the error of a failed job; its code is a number where the recorded one is, unless a word was planned."""
    error = job.error()
    code = as_object(recorded).get("code")
    if error is not None and error["code"] == _DEFAULT_CODE and isinstance(code, int):
        return {**error, "code": code}
    return error
