"""Asking for a variation of a finished job. It costs money, as a new job does."""

from __future__ import annotations

from videojobs.jobs.create.create import body_type, build
from videojobs.jobs.create.request import checked_prompt
from videojobs.jobs.create.submit import submit
from videojobs.jobs.effects import Flow
from videojobs.jobs.model.video_job import VideoJob
from videojobs.jobs.session import Session, Target


def remix(session: Session, target: Target, prompt: str) -> Flow[VideoJob]:
    """Start a paid render that changes a finished clip.

    Raises:
        NotSupported: The provider has no such operation.
        InvalidRequest: The prompt is empty, or longer than the provider takes.
        ApiError: The server refused. Nothing was started.
        AmbiguousCreate: It is not known whether a job was started.
    """
    endpoint = session.endpoint("remix")
    ref = session.ref(target)
    fields = {"prompt": checked_prompt(prompt)}
    return (yield from submit(session, build(endpoint, fields, body_type(session, endpoint), ref.id), ref=ref))
