"""From the body of a call to what is sent: the encoding is chosen, the limits are checked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from videojobs.errors import InvalidRequest
from videojobs.http.converters import plain
from videojobs.http.files import File
from videojobs.http.limits import check_limits
from videojobs.http.models import Model, layout_of
from videojobs.http.multipart import holds_file
from videojobs.http.request import Binary, Body, Form, Json, Multipart
from videojobs.http.unset import UNSET

_FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")


def encode_body(body: Any, bodies: Mapping[str, type], media_type: str | None = None) -> Body | None:
    """Return the body to send.

    Args:
        body: A model, a dict with the wire's names, a file object or bytes, or UNSET for none.
        bodies: Media types that the operation takes, each with its model.
        media_type: The one to use; by default JSON, or multipart if the body holds a file.

    Raises:
        InvalidRequest: The body is missing, breaks a limit, or cannot be sent as the operation takes it.
    """
    if body is UNSET:
        return None
    if body is None:
        raise InvalidRequest("body: None; pass a model of the operation, or a dict")
    chosen = media_type or _choose(body, bodies)
    if chosen not in bodies:
        raise InvalidRequest(f"body: cannot be sent as {chosen}; the operation takes {', '.join(bodies)}")
    if not _is_structured(chosen):
        return _raw(body, chosen)
    model = bodies[chosen]
    value = model.from_dict(body) if isinstance(body, Mapping) and issubclass(model, Model) else body
    _check(value, "")
    return _encoded(chosen, plain(value))


def _choose(body: Any, bodies: Mapping[str, type]) -> str:
    fitting = [media for media, model in bodies.items() if isinstance(body, (Mapping, model))]
    if not fitting:
        wanted = " or ".join(dict.fromkeys(model.__name__ for model in bodies.values()))
        raise InvalidRequest(f"body: a {type(body).__name__}; pass a {wanted}, or a dict")
    if isinstance(body, File | bytes | bytearray) or hasattr(body, "read"):
        raw = [media for media in fitting if not _is_structured(media)]
        if raw:
            return raw[0]
    form = "multipart/form-data"
    if holds_file(plain(body)):
        if form not in fitting:
            raise InvalidRequest(f"body: holds a file, which cannot be sent as {' or '.join(fitting)}")
        return form
    return next((media for media in fitting if _is_json(media)), fitting[0])


def _raw(body: Any, media_type: str) -> Binary:
    """Return a body that is sent as it is; a range such as ``video/*`` says nothing, so the file's own type is sent."""
    payload = getattr(body, "payload", body)
    if "*" in media_type:
        media_type = getattr(body, "mime_type", None) or "application/octet-stream"
    return Binary(payload=payload.encode() if isinstance(payload, str) else payload, media_type=media_type)


def _is_structured(media_type: str) -> bool:
    return _is_json(media_type) or media_type in _FORMS


def _is_json(media_type: str) -> bool:
    return media_type == "application/json" or media_type.endswith("+json")


def _encoded(media_type: str, value: Any) -> Body:
    if _is_json(media_type):
        if holds_file(value):
            raise InvalidRequest(f"body: holds a file, which cannot be sent as {media_type}")
        return Json(value=value, media_type=media_type)
    if media_type == "multipart/form-data":
        return Multipart(fields=value)
    return Form(fields=value)


def _check(value: Any, where: str) -> None:
    """Check a model and the models inside it against the limits of the document."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            _check(item, f"{where}[{index}].")
    elif isinstance(value, Model):
        if value.LIMITS:
            check_limits(value.to_dict(), value.LIMITS, where)
        for _, name, _ in layout_of(type(value)).attributes:
            _check(getattr(value, name), f"{where}{name}.")
