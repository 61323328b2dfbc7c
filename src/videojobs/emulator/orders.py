"""From a request's body to a job: what was asked for, and the document's defaults for what was not."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from attrs import define, field, frozen

from videojobs.emulator.life import Job, Plan
from videojobs.emulator.refusals import Refusal
from videojobs.emulator.schema import Node, Schemas, as_node
from videojobs.emulator.sizes import DEFAULT_PIXELS, LONGEST, read_pixels, read_seconds

if TYPE_CHECKING:
    from videojobs.dialect import Dialect


@frozen(kw_only=True)
class Order:
    """What a request asks for.

    Attributes:
        prompt: As sent, or "".
        model: As sent, or the document's default.
        seconds: Length of the clip.
        size: As sent, or the document's default.
        pixels: Width and height of the clip.
    """

    prompt: str
    model: str
    seconds: float
    size: str
    pixels: tuple[int, int]


@define
class Store:
    """The jobs and characters of one emulator, oldest first.

    Attributes:
        jobs: By id.
        characters: By id: name and time of creation, Unix seconds.
    """

    jobs: dict[str, Job] = field(factory=dict[str, Job])
    characters: dict[str, tuple[str, float]] = field(factory=dict[str, tuple[str, float]])

    def by_token(self, token: str) -> Job | None:
        """Return the job whose clip's URL holds a token."""
        return next((job for job in self.jobs.values() if job.token == token), None)


class Orders:
    """Reads orders from bodies, by the document and the dialect.

    Args:
        schemas: The schemas of the document.
        dialect: The provider's dialect.
        create_body: Schema of the body that creates a job; its defaults hold for remixes and edits too.
        plan: Says what shall become of a job, from its body.
    """

    def __init__(
        self, schemas: Schemas, dialect: Dialect, create_body: Node, plan: Callable[[Mapping[str, Any]], Plan]
    ) -> None:
        self._schemas = schemas
        self._dialect = dialect
        self._create_body = create_body
        self._plan = plan

    def plan(self, body: Mapping[str, Any]) -> Plan:
        """Return what shall become of the job that a body asks for."""
        return self._plan(body)

    def read(self, body: Mapping[str, Any], node: Node | None = None, source: Job | None = None) -> Order:
        """Read an order; what it leaves open comes from ``source``, else from the document's defaults.

        Args:
            body: Decoded body of the request.
            node: Schema of the body, or None: that of a body that creates a job.
            source: The job that this one starts from.

        Raises:
            Refusal: 400, a size or length that cannot be rendered.
        """
        create = self._dialect.create
        default_seconds = source.seconds if source else self._default(node, "seconds", create.seconds_values, "4")
        default_size = source.size if source else self._default(node, "size", create.size_values, "")
        size = str(body.get("size") or default_size)
        pixels = source.pixels if source and not body.get("size") else read_pixels(size) if size else DEFAULT_PIXELS
        if pixels is None:
            raise _cannot("size", size, "give WIDTHxHEIGHT, 16 to 4096 pixels each")
        asked = body.get("seconds") or body.get("duration") or default_seconds
        seconds = read_seconds(asked)
        if seconds is None:
            raise _cannot("seconds", str(asked), f"give a number above 0, at most {LONGEST:g}")
        model = body.get("model") or (source.model if source else self._default(node, "model", (), "default"))
        return Order(
            prompt=str(body.get("prompt") or ""),
            model=str(model),
            seconds=seconds,
            size=size or f"{pixels[0]}x{pixels[1]}",
            pixels=pixels,
        )

    def _default(self, node: Node | None, name: str, values: tuple[str, ...], otherwise: str) -> Any:
        for body in (as_node(node), self._create_body):
            declared = self._schemas.view(body).properties.get(name)
            view = self._schemas.view(as_node(declared))
            candidates = (view.node.get("default"), *view.words, view.node.get("example"))
            found = next((value for value in candidates if value is not None), None)
            if found is not None:
                return found
        return next(iter(values), otherwise)


def source_id(body: Mapping[str, Any]) -> str | None:
    """Return the id of the job that ``video`` refers to (``{"id": ...}``, its JSON text, or the id), or None."""
    video: Any = body.get("video", body.get("video_id"))
    if isinstance(video, str) and video.lstrip().startswith("{"):
        try:
            video = json.loads(video)
        except ValueError as error:
            raise Refusal(400, f"video: not valid JSON: {error}", code="invalid_value", field="video") from error
    found = video if isinstance(video, str) else as_node(video).get("id")
    return found if isinstance(found, str) else None


def _cannot(name: str, value: str, remedy: str) -> Refusal:
    return Refusal(400, f"{name}: cannot render {value[:80]!r}; {remedy}", code="invalid_value", field=name)
