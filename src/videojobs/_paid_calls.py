"""The methods of both clients that start something paid. None is repeated on a guess."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, BinaryIO, Unpack

from videojobs._base_client import BaseClient
from videojobs.jobs.io import AsyncIO, SyncIO, run
from videojobs.jobs.limiter import TaskSlots, ThreadSlots

if TYPE_CHECKING:
    import httpx

    from videojobs.http.client import Client
    from videojobs.http.types import File
    from videojobs.jobs.characters import Character
    from videojobs.jobs.create.options import CreateOptions, InputReference
    from videojobs.jobs.model.video_job import VideoJob
    from videojobs.jobs.render import Render
    from videojobs.jobs.session import Target
    from videojobs_api.values import ModelName, Seconds, Size

    Upload = os.PathLike[str] | bytes | BinaryIO | File


class SyncPaidCalls(BaseClient["httpx.Client"]):
    """The paid calls of `VideoClient`."""

    def _set_http_client(self, client: Client, http_client: httpx.Client) -> None:
        client.set_httpx_client(http_client)

    @cached_property  # it has no state, so all calls and threads share it
    def _io(self) -> SyncIO:
        return SyncIO(self._low_level_client(), self._limiter(ThreadSlots), self._closing)

    def create(
        self,
        prompt: str,
        *,
        model: ModelName | None = None,
        seconds: Seconds | None = None,
        size: Size | None = None,
        input_reference: InputReference | None = None,
        extra: Mapping[str, Any] | None = None,
        idempotency_key: str | None = None,
    ) -> VideoJob:
        """Start a paid render. One call starts at most one job: the request is never repeated on a guess.

        Args:
            prompt: Description of the clip.
            model: The provider's name of the model.
            seconds: Length of the clip: 8, ``"8"``, 8.0; sent as the provider writes it.
            size: ``"1280x720"``, ``(1280, 720)``, or a ratio: ``"16:9"`` is the smallest such size that the provider
                lists, or has a short side of 720 pixels where it lists none. Other text is sent unchanged, unless the
                provider lists its sizes.
            input_reference: An image to start from: a path, bytes, a binary file object, an http(s) or data: URL,
                the id of an uploaded file, or ``{"image_url": ...}`` / ``{"file_id": ...}``.
            extra: Further fields of the body, by the provider's own names.
            idempotency_key: Your id of the job, for providers that start one job per key; others refuse it.

        Raises:
            InvalidRequest: The provider does not take one of the values. Nothing was sent.
            ApiError: The provider rejected the request. No job was started.
            TransportError: The request could not be sent. No job was started.
            AmbiguousCreate: It is not known whether a job was started; the error says how to look.
            ConfigurationError: The ledger cannot be written, or the client is closed. Nothing was sent.
        """
        from videojobs.jobs.create.create import create
        from videojobs.jobs.create.options import CreateArguments

        arguments = CreateArguments(
            model=model,
            seconds=seconds,
            size=size,
            input_reference=input_reference,
            extra=extra,
            idempotency_key=idempotency_key,
        )
        return run(create(self._io, self._session, prompt, arguments))

    def render(
        self,
        prompt: str,
        path: str | os.PathLike[str],
        *,
        again: bool = False,
        timeout: float | None = 900.0,
        poll_interval: float | None = None,
        max_bytes: int | None = None,
        on_update: Callable[[VideoJob], object] | None = None,
        on_progress: Callable[[int, int | None], None] | None = None,
        **create_options: Unpack[CreateOptions],
    ) -> Render:
        """Create a job, wait for it and save its clip to ``path``.

        With a ledger, the same call goes on where an earlier one stopped, also after a crash: it waits for the job that
        was paid for, and downloads it, or returns the file if it is complete. It never pays twice for one path.

        Args:
            prompt: Description of the clip.
            path: The file to write; its folder must exist.
            again: Pay for another clip, whatever was ordered before, and replace the file.
            timeout: Seconds for the wait and the download together; None for no limit.
            poll_interval: Seconds between polls; see `wait`.
            max_bytes: Most bytes to accept; see `download`.
            on_update: Called with the new job, and when its status or progress changes.
            on_progress: Called with the bytes so far and the total, if known.
            create_options: The other arguments of `create`: ``model``, ``seconds``, ``size`` ...

        Raises:
            InvalidRequest: A value that the provider does not take; or the file exists, or was ordered with other
                values. Nothing was sent.
            AmbiguousCreate: It is not known whether this call, or an earlier one for this path, started a job.
            JobFailure: The job ended without a clip.
            WaitTimeout: The job was not finished in time; it may still finish.
            DownloadError: The clip could not be saved; see `download`.
        """
        from videojobs.jobs.create.options import CreateArguments
        from videojobs.jobs.render import RenderOptions, render

        arguments = CreateArguments(**create_options)
        options = RenderOptions(again, timeout, poll_interval, max_bytes, on_update, on_progress)
        return run(render(self._io, self._session, prompt, path, arguments, options))

    def remix(self, job: Target, prompt: str, *, idempotency_key: str | None = None) -> VideoJob:
        """Start a paid render that changes a finished clip; never repeated on a guess, as `create`.

        Raises:
            NotSupported: The provider has no such operation.
            AmbiguousCreate: It is not known whether a job was started.
        """
        from videojobs.jobs.create.from_clip import remix

        return run(remix(self._io, self._session, job, prompt, idempotency_key=idempotency_key))

    def edit(self, video: Target | Upload, prompt: str, *, idempotency_key: str | None = None) -> VideoJob:
        """Start a paid render that edits a clip; never repeated on a guess, as `create`.

        Args:
            video: A finished job, or a file to upload: a `Path`, bytes or a binary file object. Text is a job's id.
            prompt: What changes.
            idempotency_key: See `create`.

        Raises:
            NotSupported: The provider has no such operation.
            InvalidRequest: The file cannot be read, or the provider takes none. Nothing was sent.
            AmbiguousCreate: It is not known whether a job was started.
        """
        from videojobs.jobs.create.from_clip import edit

        return run(edit(self._io, self._session, video, prompt, idempotency_key=idempotency_key))

    def extend(
        self,
        video: Target | Upload,
        prompt: str,
        *,
        seconds: float | str | None = None,
        idempotency_key: str | None = None,
    ) -> VideoJob:
        """Start a paid render that continues a clip; ``seconds`` is the length that is added. See `edit`."""
        from videojobs.jobs.create.from_clip import extend

        flow = extend(self._io, self._session, video, prompt, seconds=seconds, idempotency_key=idempotency_key)
        return run(flow)

    def create_character(self, name: str, video: Upload, *, idempotency_key: str | None = None) -> Character:
        """Upload a video and make a character out of it, which prompts can name.

        Args:
            name: Its name.
            video: A file: a `Path`, bytes or a binary file object.
            idempotency_key: See `create`.

        Raises:
            NotSupported: The provider has no such operation.
            InvalidRequest: The name or the file cannot be used. Nothing was sent.
            AmbiguousCreate: It is not known whether a character was made.
        """
        from videojobs.jobs.characters import create_character

        return run(create_character(self._io, self._session, name, video, idempotency_key=idempotency_key))

    def retrieve_character(self, character: str | Character) -> Character:
        """Look up a character.

        Raises:
            NotSupported: The provider has no such operation.
            NotFound: There is no such character.
        """
        from videojobs.jobs.characters import retrieve_character

        return run(retrieve_character(self._io, self._session, character))


class AsyncPaidCalls(BaseClient["httpx.AsyncClient"]):
    """The paid calls of `AsyncVideoClient`."""

    def _set_http_client(self, client: Client, http_client: httpx.AsyncClient) -> None:
        client.set_async_httpx_client(http_client)

    @cached_property
    def _io(self) -> AsyncIO:
        return AsyncIO(self._low_level_client(), self._limiter(TaskSlots), self._closing)

    async def create(
        self,
        prompt: str,
        *,
        model: ModelName | None = None,
        seconds: Seconds | None = None,
        size: Size | None = None,
        input_reference: InputReference | None = None,
        extra: Mapping[str, Any] | None = None,
        idempotency_key: str | None = None,
    ) -> VideoJob:
        """Start a paid render; see `VideoClient.create`."""
        from videojobs.jobs.create.create import create
        from videojobs.jobs.create.options import CreateArguments

        arguments = CreateArguments(
            model=model,
            seconds=seconds,
            size=size,
            input_reference=input_reference,
            extra=extra,
            idempotency_key=idempotency_key,
        )
        return await create(self._io, self._session, prompt, arguments)

    async def render(
        self,
        prompt: str,
        path: str | os.PathLike[str],
        *,
        again: bool = False,
        timeout: float | None = 900.0,
        poll_interval: float | None = None,
        max_bytes: int | None = None,
        on_update: Callable[[VideoJob], object | Awaitable[object]] | None = None,
        on_progress: Callable[[int, int | None], None] | None = None,
        **create_options: Unpack[CreateOptions],
    ) -> Render:
        """Create a job, wait for it and save its clip; see `VideoClient.render`."""
        from videojobs.jobs.create.options import CreateArguments
        from videojobs.jobs.render import RenderOptions, render

        arguments = CreateArguments(**create_options)
        options = RenderOptions(again, timeout, poll_interval, max_bytes, on_update, on_progress)
        return await render(self._io, self._session, prompt, path, arguments, options)

    async def remix(self, job: Target, prompt: str, *, idempotency_key: str | None = None) -> VideoJob:
        """Start a paid render that changes a finished clip; see `VideoClient.remix`."""
        from videojobs.jobs.create.from_clip import remix

        return await remix(self._io, self._session, job, prompt, idempotency_key=idempotency_key)

    async def edit(self, video: Target | Upload, prompt: str, *, idempotency_key: str | None = None) -> VideoJob:
        """Start a paid render that edits a clip; see `VideoClient.edit`."""
        from videojobs.jobs.create.from_clip import edit

        return await edit(self._io, self._session, video, prompt, idempotency_key=idempotency_key)

    async def extend(
        self,
        video: Target | Upload,
        prompt: str,
        *,
        seconds: float | str | None = None,
        idempotency_key: str | None = None,
    ) -> VideoJob:
        """Start a paid render that continues a clip; see `VideoClient.extend`."""
        from videojobs.jobs.create.from_clip import extend

        flow = extend(self._io, self._session, video, prompt, seconds=seconds, idempotency_key=idempotency_key)
        return await flow

    async def create_character(self, name: str, video: Upload, *, idempotency_key: str | None = None) -> Character:
        """Make a character out of a video; see `VideoClient.create_character`."""
        from videojobs.jobs.characters import create_character

        return await create_character(self._io, self._session, name, video, idempotency_key=idempotency_key)

    async def retrieve_character(self, character: str | Character) -> Character:
        """Look up a character; see `VideoClient.retrieve_character`."""
        from videojobs.jobs.characters import retrieve_character

        return await retrieve_character(self._io, self._session, character)
