"""Start and delete jobs, with the faults that are planned for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, get_args

from attrs import evolve

from videojobs.dialect import PAID_ROLES
from videojobs.emulator.error_responses import RequestRefused, refused_as_planned
from videojobs.emulator.job_lifecycle import EmulatedJob, EndStatus, JobStore, RenderParameters
from videojobs.emulator.prompt_markers import faults_of_prompt, planned
from videojobs.emulator.render_parameters import value_of
from videojobs.emulator.scenes import Scene, scenes_of
from videojobs.errors import ConfigurationError

if TYPE_CHECKING:
    from videojobs.emulator.fault_list import FaultList
    from videojobs.emulator.faults import Fault
    from videojobs.emulator.incoming_request import IncomingRequest
    from videojobs.emulator.response_bodies import ResponseBodies
    from videojobs.emulator.settings import Settings
    from videojobs.openapi.operations import JsonObject

_DAY: Final = 86_400.0


class JobStarter:
    """Starts jobs.

    Args:
        settings: The emulator's settings.
        store: Its jobs.
        faults: The faults that are switched on.
        bodies: Writes response bodies.
        job_media: The document's media type object of a response about one job, or None.

    Attributes:
        ends: The statuses with which a job can end: those that the provider has a word for.
    """

    def __init__(
        self,
        settings: Settings,
        store: JobStore,
        faults: FaultList,
        bodies: ResponseBodies,
        job_media: JsonObject | None,
    ) -> None:
        self._settings = settings
        self._store = store
        self._faults = faults
        self._ttl = _DAY if bodies.has_expiry(job_media) else None
        self.ends: tuple[EndStatus, ...] = tuple(
            status for status in get_args(EndStatus) if bodies.has_word(job_media, status)
        )

    def start(
        self,
        parameters: RenderParameters,
        body: dict[str, Any],
        *,
        incoming: IncomingRequest | None = None,
        source: EmulatedJob | None = None,
        id_: str | None = None,
    ) -> EmulatedJob:
        """Start a job.

        Raises:
            RequestRefused: As planned.
        """
        try:
            plan = self._settings.plan({**body, "prompt": parameters.prompt})
            self.check_end(plan.last_status)
            for fault in plan.faults:
                self._settings.recorded.check(fault)
        except ConfigurationError as error:
            raise _wrong_marker(error) from None
        operation = incoming.operation if incoming is not None else None
        faults = self._faults.select_for_job(operation or "create")
        plan = planned(plan, faults)
        if incoming is not None:
            incoming.faults += [fault for fault in (*plan.faults, *faults) if fault.row.plan is not None]
        if plan.refuse is not None:
            raise refused_as_planned(plan.refuse, self._settings.dialect.errors)
        render_seconds = plan.render_seconds
        if render_seconds is None:
            render_seconds = self._settings.render_seconds
        job_id = id_ or self._settings.next_id()
        image = incoming.image if incoming is not None else None
        scene = Scene(title=job_id, text=parameters.prompt, seconds=parameters.seconds, image=image)
        job = EmulatedJob(
            id=job_id,
            token=self._settings.token(),
            parameters=parameters,
            created_at=self._settings.clock(),
            render_seconds=render_seconds,
            plan=plan,
            ttl=plan.ttl if plan.ttl is not None else self._ttl,
            remixed_from=source.id if operation == "remix" and source is not None else None,
            scenes=scenes_of(operation or "create", scene, source.scenes if source is not None else ()),
        )
        self._store.jobs[job.id] = job
        for fault in plan.faults:
            if fault.row.plan is None:
                self._faults.add(evolve(fault, job_id=job.id))
        return job

    def delete(self, job: EmulatedJob) -> None:
        """Forget a job."""
        del self._store.jobs[job.id]
        self._faults.forget(job.id)

    def faults_of_prompt(self, incoming: IncomingRequest) -> list[Fault]:
        """Return the faults that the prompt of a request that starts a job has for the request itself.

        Raises:
            RequestRefused: 400, a marker has a value that its fault cannot have.
        """
        prompt = value_of(incoming.body, self._settings.dialect.create.fields.prompt)
        if incoming.operation not in PAID_ROLES or not isinstance(prompt, str):
            return []
        try:
            for fault in faults_of_prompt(prompt):
                self._settings.recorded.check(fault)
            return self._faults.select_for_prompt(incoming.operation, prompt)
        except ConfigurationError as error:
            raise _wrong_marker(error) from None

    def check_end(self, status: EndStatus) -> None:
        """Check that a job can end with a status.

        Raises:
            ConfigurationError: The provider has no word for it.
        """
        if status not in self.ends:
            raise ConfigurationError(f"this provider has no status word for {status}, so that no job can end with it")


def _wrong_marker(error: ConfigurationError) -> RequestRefused:
    return RequestRefused(400, f"prompt: {error.message}", code="invalid_value", field="prompt")
