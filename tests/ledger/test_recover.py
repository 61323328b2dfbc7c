"""`recover`: what a crash cut off is found, waited for and saved, and nothing is ever posted."""

from __future__ import annotations

import json
import re
import signal
import sys
import threading
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Thread
from typing import Any

import anyio
import pytest
from attrs import define, field

import videojobs
from tests.jobs.conftest import KINDS
from tests.jobs.stub_server import CLIP, DIALECT, KEY, ReceivedRequest, StubResponse, StubServer, dialect, job, serving
from tests.ledger.provider import Provider, clip_of
from tests.stalling import stalled
from videojobs import AsyncVideoClient, ConfigurationError, NotSupported, Recovery, VideoClient, VideoJobsError
from videojobs.dialect import Dialect
from videojobs.jobs.download.file_lock import FileLock
from videojobs.jobs.recover import flow
from videojobs.jobs.session import Session
from videojobs.ledger import Ledger, prompt_digest
from videojobs.testing import virtual_time

PROMPT = "a paper boat on a lake"


@define
class Recoverer:
    """Recovers a ledger with a client of one kind."""

    kind: str
    ledger: Ledger
    server: StubServer
    provider: Provider = field(factory=Provider)
    respond: Callable[[ReceivedRequest], StubResponse] | None = None
    dialect: Dialect = DIALECT

    def __call__(self, **options: Any) -> Recovery:
        """Recover, with a client."""
        self.server.respond_with(self.respond or self.provider.respond)
        settings: dict[str, Any] = {"api_key": KEY, "base_url": self.server.url, "ledger": self.ledger.path}
        with virtual_time():
            if self.kind == "sync":
                with VideoClient(self.dialect, **settings) as client:
                    return videojobs.recover(client, **options)

            async def main() -> Recovery:
                async with AsyncVideoClient(self.dialect, **settings) as client:
                    return await videojobs.arecover(client, **options)

            return anyio.run(main, backend=self.kind)

    def sending(self, entry: str, prompt: str = PROMPT, **fields: str) -> None:
        """Record a request without an outcome."""
        digest = {"sha256": prompt_digest(entry, prompt), "length": len(prompt)}
        self.ledger.append("sending", entry=entry, operation="create", prompt=digest, body="", **self.address, **fields)

    def created(self, job_id: str) -> None:
        """Record a job."""
        self.sending(f"entry of {job_id}")
        self.ledger.append("created", entry=f"entry of {job_id}", job=job_id, **self.address)

    @property
    def address(self) -> dict[str, str]:
        """Provider and URL, as lines have them."""
        return {"provider": self.dialect.name, "base_url": self.server.url}


@pytest.fixture(params=KINDS)
def recover(request: pytest.FixtureRequest, tmp_path: Path, server: StubServer) -> Recoverer:
    """A ledger, and a client of each kind to recover it."""
    return Recoverer(request.param, Ledger(tmp_path / "jobs.jsonl"), server)


def test_a_job_that_was_not_downloaded_is_saved_to_the_folder(recover: Recoverer, tmp_path: Path) -> None:
    """Its name is its id; the next recovery has nothing to do."""
    recover.created("video_1")
    recover.provider.add("video_1", prompt=PROMPT)
    recovery = recover(directory=tmp_path)
    (download,) = recovery.downloads
    assert download.path == tmp_path / "video_1.mp4" and download.path.read_bytes() == clip_of("video_1")
    assert recover(directory=tmp_path).jobs == () and not recover.server.requests


@pytest.mark.parametrize("number", [40, pytest.param(104, marks=pytest.mark.nightly)])
def test_many_jobs_take_the_time_of_one(recover: Recoverer, tmp_path: Path, number: int) -> None:
    """They are waited for at once; eight clips are downloaded at once, and no more."""
    polls: Counter[str] = Counter()
    together = threading.Barrier(8)
    lock = threading.Lock()
    under_way, most = 0, 0

    def respond(request: ReceivedRequest) -> StubResponse:
        nonlocal under_way, most
        if not request.target.endswith("/content"):
            with lock:
                polls[request.target] += 1
                count = polls[request.target]
            job_id = request.target.rpartition("/")[2]
            return StubResponse.json(job("completed" if count == 5 else "queued", id=job_id))
        with lock:
            under_way += 1
            most = max(most, under_way)
        together.wait(20)
        with lock:
            under_way -= 1
        return StubResponse(200, CLIP, {"Content-Type": "video/mp4"})

    recover.respond = respond
    ids = [f"video_{position}" for position in range(number)]
    for job_id in ids:
        recover.created(job_id)
    recovery = recover(directory=tmp_path, timeout=60)
    assert [download.path.name for download in recovery.downloads] == [f"{job_id}.mp4" for job_id in ids]
    assert set(polls.values()) == {5} and most == 8


def test_without_a_folder_the_job_is_returned(recover: Recoverer) -> None:
    """No request is sent for it: its ref is all that a program needs."""
    recover.created("video_1")
    (result,) = recover().unsaved
    assert result.ref is not None and result.ref.id == "video_1" and result.error is None
    assert not recover.server.requests


def test_a_download_that_was_cut_off_goes_to_its_own_file(recover: Recoverer, tmp_path: Path, path: Path) -> None:
    """Not to the folder."""
    recover.created("video_1")
    recover.ledger.append("downloading", job="video_1", variant="video", path=str(path), **recover.address)
    recover.provider.add("video_1", prompt=PROMPT)
    recover(directory=tmp_path)
    assert path.read_bytes() == clip_of("video_1") and not (tmp_path / "video_1.mp4").exists()


def test_a_second_download_that_was_cut_off_is_finished(recover: Recoverer, tmp_path: Path, path: Path) -> None:
    """The clip is on disk already, by another name, but this is where the program wanted it next."""
    recover.created("video_1")
    fields = {"job": "video_1", "variant": "video", **recover.address}
    for event, file in [("downloading", "first.mp4"), ("saved", "first.mp4"), ("downloading", path.name)]:
        recover.ledger.append(event, path=str(tmp_path / file), **fields)
    recover.provider.add("video_1", prompt=PROMPT)
    assert [download.path for download in recover().downloads] == [path]
    assert recover().jobs == ()


def test_a_thumbnail_that_was_cut_off_is_finished(recover: Recoverer, tmp_path: Path) -> None:
    """The clip itself was saved."""
    recover.created("video_1")
    fields = {"job": "video_1", **recover.address}
    recover.ledger.append("saved", variant="video", path=str(tmp_path / "clip.mp4"), **fields)
    recover.ledger.append("downloading", variant="thumbnail", path=str(tmp_path / "clip.webp"), **fields)
    recover.provider.add("video_1", prompt=PROMPT)
    (result,) = recover().jobs
    assert isinstance(result.error, videojobs.WrongContent), "the server sends a clip for each variant"
    assert any("variant=thumbnail" in request.target for request in recover.server.requests)


def test_after_the_deadline_each_job_is_polled_once(recover: Recoverer, tmp_path: Path) -> None:
    """A crash is noticed late, so most jobs are finished."""
    for job_id in ("video_1", "video_2"):
        recover.created(job_id)
        recover.provider.add(job_id, prompt=PROMPT)
    assert len(recover(directory=tmp_path, timeout=0).downloads) == 2


def test_a_client_records_its_downloads(recover: Recoverer, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """``download`` writes where the file belongs, and that it is there; a recovery may run in another folder."""
    monkeypatch.chdir(path.parent)
    recover.created("video_1")
    recover.provider.add("video_1", prompt=PROMPT)
    recover.server.respond_with(recover.provider.respond)
    with VideoClient(DIALECT, api_key=KEY, base_url=recover.server.url, ledger=recover.ledger.path) as client:
        client.download("video_1", path.name)
    first, second = map(json.loads, recover.ledger.path.read_text().splitlines()[2:])
    assert (first["event"], first["path"]) == ("downloading", str(path))
    assert (second["event"], second["bytes"]) == ("saved", len(clip_of("video_1"))) and len(second["sha256"]) == 64
    assert recover().jobs == ()


def test_a_lost_job_is_found_by_its_prompt(recover: Recoverer, tmp_path: Path) -> None:
    """A request without an outcome, or with an unknown one; prompts may come back with other spaces and line ends."""
    recover.sending("a", f" {PROMPT}\n\nat dawn\n")
    recover.sending("b", "another prompt")
    recover.ledger.append("unknown", entry="b")
    recover.provider.add("video_a", prompt=f"{PROMPT}\r\n\r\nat dawn")
    recover.provider.add("video_b", prompt="another prompt")
    recover.provider.add("video_of_somebody", prompt="a third prompt")
    recovery = recover(directory=tmp_path)
    assert {result.entry_id: result.ref.id for result in recovery.jobs if result.ref} == {
        "a": "video_a",
        "b": "video_b",
    }
    assert all(result.is_from_list for result in recovery.jobs) and len(recovery.downloads) == 2
    assert {ref.id for ref in videojobs.ledger_jobs(recover.ledger.path)} == {"video_a", "video_b"}
    assert recover(directory=tmp_path).jobs == ()


def test_a_lost_job_goes_to_the_file_that_it_was_ordered_for(recover: Recoverer, tmp_path: Path) -> None:
    """As one whose id is in the ledger does; a file that was ordered again is left to the later request."""
    for entry, path in (("a", "boat.mp4"), ("b", "again.mp4"), ("c", "again.mp4")):
        recover.sending(entry, f"prompt {entry}", path=str(tmp_path / path))
        recover.provider.add(f"video_{entry}", prompt=f"prompt {entry}")
    recovery = recover(directory=tmp_path)
    names = {result.ref.id: result.downloads[0].path.name for result in recovery.jobs if result.ref}
    assert names == {"video_a": "boat.mp4", "video_b": "video_b.mp4", "video_c": "again.mp4"}
    assert recover(directory=tmp_path).jobs == ()


def test_equal_prompts_are_shared_out(recover: Recoverer) -> None:
    """Three equal requests, two jobs: each job is found once, one request stays unknown."""
    for entry in ("a", "b", "c"):
        recover.sending(entry)
    recover.provider.add("video_1", prompt=PROMPT)
    recover.provider.add("video_2", prompt=PROMPT)
    recovery = recover()
    assert sorted(result.ref.id for result in recovery.jobs if result.ref) == ["video_1", "video_2"]
    assert len(recovery.unknown) == 1 and not recovery.unknown[0].candidates


def test_a_recorded_job_is_not_found_again(recover: Recoverer) -> None:
    """An equal prompt that got its id does not settle the one that did not."""
    recover.created("video_1")
    recover.sending("a")
    recover.provider.add("video_1", prompt=PROMPT)
    (unknown,) = recover().unknown
    assert unknown.entry_id == "a" and unknown.candidates == ()


def test_more_jobs_than_requests_are_candidates(recover: Recoverer) -> None:
    """Another program sends the same prompt: a guess could save its clip, and lose ours."""
    recover.sending("a")
    recover.provider.add("video_1", prompt=PROMPT)
    recover.provider.add("video_2", prompt=PROMPT)
    (unknown,) = recover().unknown
    assert {candidate.id for candidate in unknown.candidates} == {"video_1", "video_2"}
    assert videojobs.ledger_jobs(recover.ledger.path) == []


def test_a_provider_that_lists_no_prompts_gives_candidates(recover: Recoverer) -> None:
    """By the time alone, no job is certain."""
    recover.sending("a")
    recover.provider.add("video_1", prompt=None)
    recover.provider.add("video_old", prompt=None, age=7200)
    (unknown,) = recover().unknown
    assert [candidate.id for candidate in unknown.candidates] == ["video_1"]


def test_an_old_job_of_the_same_prompt_is_another(recover: Recoverer) -> None:
    """It was created long before the request, or long after."""
    recover.sending("a")
    recover.provider.add("video_old", prompt=PROMPT, age=7200)
    recover.provider.add("video_late", prompt=PROMPT, age=-7200)
    (unknown,) = recover().unknown
    assert unknown.candidates == () and unknown.error is None


def test_the_list_is_read_back_to_the_first_request_only(recover: Recoverer) -> None:
    """An account may have a hundred thousand jobs."""
    recover.sending("a")
    recover.provider.page_size = 2
    for number in range(3):
        recover.provider.add(f"video_new_{number}", prompt="x")
    recover.provider.add("video_1", prompt=PROMPT)
    for number in range(20):
        recover.provider.add(f"video_old_{number}", prompt=PROMPT, age=7200 + number)
    recovery = recover()
    assert [result.ref.id for result in recovery.jobs if result.ref] == ["video_1"]
    assert len(recover.server.requests) <= 3


def test_a_list_that_fails_does_not_stop_the_others(recover: Recoverer, tmp_path: Path) -> None:
    """The request stays unknown, with the reason; jobs whose ids are recorded are saved."""
    recover.sending("a")
    recover.created("video_1")
    recover.provider.add("video_1", prompt=PROMPT)
    recover.provider.is_list_broken = True
    recovery = recover(directory=tmp_path)
    assert isinstance(recovery.unknown[0].error, videojobs.ServerError) and len(recovery.downloads) == 1


def test_without_a_list_the_request_stays_unknown(recover: Recoverer) -> None:
    """The error says why; `Ledger.dismiss` ends the matter."""
    recover.dialect = dialect(operations={name: DIALECT.operations[name] for name in ("create", "retrieve")})
    recover.sending("a")
    (unknown,) = recover().unknown
    assert isinstance(unknown.error, NotSupported) and unknown.sent_at is not None
    recover.ledger.dismiss("a")
    assert recover().jobs == ()


def test_a_failed_render_is_reported_once(recover: Recoverer, tmp_path: Path) -> None:
    """It never gets a clip."""
    recover.created("video_1")
    recover.provider.add("video_1", prompt=PROMPT, status="failed")
    (result,) = recover(directory=tmp_path).unsaved
    assert isinstance(result.error, videojobs.JobFailed) and result.job is not None
    assert recover(directory=tmp_path).jobs == ()


def test_a_deleted_job_is_not_recovered(recover: Recoverer) -> None:
    """Its clip was deleted on purpose."""
    recover.created("video_1")
    recover.server.respond_with(StubResponse.json({"id": "video_1", "deleted": True}))
    with VideoClient(DIALECT, api_key=KEY, base_url=recover.server.url, ledger=recover.ledger.path) as client:
        client.delete("video_1")
    assert recover().jobs == ()


def test_one_job_that_cannot_be_finished_does_not_stop_the_others(recover: Recoverer, tmp_path: Path) -> None:
    """One is missing, one renders on, one is ready; the next recovery tries the first two again."""
    for job_id in ("video_missing", "video_slow", "video_ready"):
        recover.created(job_id)
    recover.provider.add("video_slow", prompt=PROMPT, status="in_progress")
    recover.provider.add("video_ready", prompt=PROMPT)
    recovery = recover(directory=tmp_path, timeout=30.0)
    assert [type(result.error).__name__ for result in recovery.jobs] == ["NotFound", "WaitTimeout", "NoneType"]
    assert [download.path.name for download in recovery.downloads] == ["video_ready.mp4"]
    assert len(recover(directory=tmp_path, timeout=30.0).jobs) == 2


@pytest.mark.parametrize("job_id", ["../../etc/passwd", "a/b", "CON:", "", "x" * 300, ".hidden", "video\ud800"])
def test_a_server_does_not_choose_the_name_of_a_file(job_id: str) -> None:
    """An id that is not plain is replaced by its digest."""
    from videojobs.jobs.recover.flow import file_name

    assert re.fullmatch(r"[0-9a-f]{32}\.mp4", file_name(job_id))


def test_a_file_of_that_name_is_kept(recover: Recoverer, tmp_path: Path) -> None:
    """Nor is the name of a file used that another download was to write; `video_1_2` is a job of its own."""
    (tmp_path / "video_1.mp4").write_bytes(b"mine")
    target = {"variant": "video", "path": str(tmp_path / "video_3.mp4")}
    recover.ledger.append("downloading", job="video_2", **target, **recover.address)
    for job_id in ("video_1", "video_1_2", "video_3"):
        recover.created(job_id)
    for job_id in ("video_1", "video_1_2", "video_2", "video_3"):
        recover.provider.add(job_id, prompt=PROMPT)
    recovery = recover(directory=tmp_path)
    contents = {download.path.name: download.path.read_bytes() for download in recovery.downloads}
    assert contents == {
        "video_1_2.mp4": clip_of("video_1"),
        "video_1_2_2.mp4": clip_of("video_1_2"),
        "video_3.mp4": clip_of("video_2"),
        "video_3_2.mp4": clip_of("video_3"),
    }
    assert (tmp_path / "video_1.mp4").read_bytes() == b"mine"
    assert recover(directory=tmp_path).jobs == ()


def test_other_addresses_are_left_alone(recover: Recoverer) -> None:
    """A client recovers its own provider and address only."""
    recover.ledger.append("created", entry="x", job="video_1", provider="wired", base_url="http://127.0.0.1:9")
    assert recover().jobs == () and not recover.server.requests


# --- by the path of the ledger


def _by_path(kind: str) -> Callable[..., Recovery]:
    def call(path: Path, **options: Any) -> Recovery:
        async def main() -> Recovery:
            return await videojobs.arecover(path, **options)

        if kind == "sync":
            return videojobs.recover(path, **options)
        return anyio.run(main, backend=kind)

    return call


@pytest.mark.parametrize("kind", KINDS)
def test_a_path_recovers_all_addresses(kind: str, server: StubServer, tmp_path: Path) -> None:
    """Each with a client of its own; those without a key or of an unknown provider are reported."""
    ledger, provider = Ledger(tmp_path / "jobs.jsonl"), Provider()
    for name, url, job_id in [
        ("compatible", server.url, "video_1"),
        ("openai", server.url, "video_2"),
        ("unheard-of", server.url, "video_3"),
    ]:
        ledger.append("created", entry="x", job=job_id, provider=name, base_url=url)
    ledger.append(
        "sending", entry="a", operation="create", prompt={"sha256": "", "length": 1}, provider="openai", base_url="u"
    )
    provider.add("video_1", prompt=PROMPT)

    server.respond_with(provider.respond)
    with virtual_time():
        recovery = _by_path(kind)(ledger.path, directory=tmp_path)
    assert [download.path.name for download in recovery.downloads] == ["video_1.mp4"]
    errors = [(result.provider, type(result.error)) for result in recovery.jobs if result.error]
    assert sorted(errors, key=str) == sorted(
        [("openai", ConfigurationError)] * 2 + [("unheard-of", ConfigurationError)], key=str
    )


@pytest.mark.parametrize("kind", KINDS)
def test_equal_ids_of_two_servers_are_two_files(
    kind: str, server: StubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Servers number their jobs on their own; the second clip must not take the place of the first."""
    monkeypatch.setenv("VIDEOJOBS_API_KEY", KEY)
    ledger, provider = Ledger(tmp_path / "jobs.jsonl"), Provider()
    provider.add("video_1", prompt=PROMPT)
    server.respond_with(provider.respond)
    with serving() as other, virtual_time():
        other.respond_with(provider.respond)
        for url in (server.url, other.url):
            ledger.append("created", entry="x", job="video_1", provider="compatible", base_url=url)
        recovery = _by_path(kind)(ledger.path, directory=tmp_path)
    assert [download.path.name for download in recovery.downloads] == ["video_1.mp4", "video_1_2.mp4"]
    assert all(download.path.read_bytes() == clip_of("video_1") for download in recovery.downloads)


@pytest.mark.parametrize("kind", KINDS)
def test_several_servers_are_recovered_at_once(
    kind: str, server: StubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A poll of one waits for one of the other; eight clips are downloaded at once, of all of them together."""
    monkeypatch.setenv("VIDEOJOBS_API_KEY", KEY)
    ledger, provider = Ledger(tmp_path / "jobs.jsonl"), Provider()
    both, eight, lock = threading.Barrier(2), threading.Barrier(8), threading.Lock()
    polled: set[int] = set()
    under_way, most = 0, 0

    def respond(port: int, request: ReceivedRequest) -> StubResponse:
        nonlocal under_way, most
        if not request.target.endswith("/content"):
            with lock:
                is_first = port not in polled
                polled.add(port)
            if is_first:
                both.wait(20)
            return provider.respond(request)
        with lock:
            under_way += 1
            most = max(most, under_way)
        eight.wait(20)
        with lock:
            under_way -= 1
        return provider.respond(request)

    with serving() as other, virtual_time():
        for number in range(24):
            one = (server, other)[number % 2]
            provider.add(f"video_{number}", prompt=PROMPT)
            ledger.append("created", entry="x", job=f"video_{number}", provider="compatible", base_url=one.url)
            one.respond_with(partial(respond, one.port))
        recovery = _by_path(kind)(ledger.path, directory=tmp_path)
    assert {download.path.name for download in recovery.downloads} == {f"video_{number}.mp4" for number in range(24)}
    assert most == 8


@pytest.mark.parametrize("kind", KINDS)
def test_a_server_that_fails_does_not_stop_the_others(
    kind: str, server: StubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault that no call expects is raised when the others are done."""
    monkeypatch.setenv("VIDEOJOBS_API_KEY", KEY)
    ledger, provider = Ledger(tmp_path / "jobs.jsonl"), Provider()
    ledger.append("created", entry="x", job="video_1", provider="compatible", base_url="http://127.0.0.1:9")
    ledger.append("created", entry="x", job="video_2", provider="compatible", base_url=server.url)
    provider.add("video_2", prompt=PROMPT)
    server.respond_with(provider.respond)
    real = flow.recover_jobs

    async def recover_jobs(io: Any, session: Session, *args: Any, **options: Any) -> Any:
        if session.base_url.endswith(":9"):
            raise KeyError("mine")
        return await real(io, session, *args, **options)

    monkeypatch.setattr("videojobs.recovery.recover_jobs", recover_jobs)
    with virtual_time(), pytest.raises(KeyError, match="mine"):
        _by_path(kind)(ledger.path, directory=tmp_path)
    assert (tmp_path / "video_2.mp4").read_bytes() == clip_of("video_2")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT")
def test_ctrl_c_ends_polls_and_downloads(server: StubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of all servers, at once; a second recovery in the same program finds no file locked."""
    monkeypatch.setenv("VIDEOJOBS_API_KEY", KEY)
    ledger, provider, main = Ledger(tmp_path / "jobs.jsonl"), Provider(), threading.main_thread().ident
    both = threading.Barrier(2, lambda: signal.pthread_kill(main or 0, signal.SIGINT))
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell may start programs without it

    def stall(request: ReceivedRequest) -> StubResponse:
        if request.target.endswith("/video_1"):
            return provider.respond(request)
        both.wait(20)
        while wait(0.05):
            pass
        return StubResponse(500)

    try:
        with serving() as other, stalled() as wait:
            for number, one in enumerate((server, other), 1):
                provider.add(f"video_{number}", prompt=PROMPT)
                ledger.append("created", entry="x", job=f"video_{number}", provider="compatible", base_url=one.url)
                one.respond_with(stall)
            with pytest.raises(KeyboardInterrupt):
                videojobs.recover(ledger.path, directory=tmp_path)
            for thread in threading.enumerate():
                if thread.name == "videojobs":
                    thread.join(5)
                    assert not thread.is_alive()
            assert [path.name for path in tmp_path.iterdir()] == ["jobs.jsonl"]
            for one in (server, other):
                one.respond_with(provider.respond)
            assert len(videojobs.recover(ledger.path, directory=tmp_path).downloads) == 2
    finally:
        signal.signal(signal.SIGINT, before)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT")
def test_ctrl_c_waits_for_the_end_of_the_downloads(
    server: StubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A recovery right after it finds no file locked, however long a download takes to release its lock."""
    ledger, provider, main = Ledger(tmp_path / "jobs.jsonl"), Provider(), threading.main_thread()
    joins, joined = Thread.join, threading.Event()
    release = FileLock.release

    def join(thread: Thread, timeout: float | None = None) -> None:
        if thread.name == "videojobs" and timeout:
            joined.set()
        joins(thread, timeout)

    def release_late(lock: FileLock) -> None:
        joined.wait(20)
        release(lock)

    def stall(request: ReceivedRequest) -> StubResponse:
        if request.target.endswith("/content"):
            signal.pthread_kill(main.ident or 0, signal.SIGINT)
            while wait(0.05):
                pass
        return provider.respond(request)

    monkeypatch.setattr(Thread, "join", join)
    monkeypatch.setattr(FileLock, "release", release_late)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with stalled() as wait, VideoClient(DIALECT, api_key=KEY, base_url=server.url, ledger=ledger.path) as client:
            provider.add("video_1", prompt=PROMPT)
            ledger.append("created", entry="x", job="video_1", provider="wired", base_url=server.url)
            server.respond_with(stall)
            with pytest.raises(KeyboardInterrupt):
                videojobs.recover(client, directory=tmp_path)
            assert [path.name for path in tmp_path.iterdir()] == ["jobs.jsonl"]
    finally:
        joined.set()
        signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize("kind", KINDS)
def test_wrong_arguments_are_configuration_errors(kind: str, tmp_path: Path) -> None:
    """Nothing is sent."""
    with pytest.raises(ConfigurationError, match="no ledger at"):
        _by_path(kind)(tmp_path / "missing.jsonl")
    with pytest.raises(ConfigurationError, match="create it first"):
        _by_path(kind)(tmp_path / "missing.jsonl", directory=tmp_path / "missing")
    with pytest.raises(ConfigurationError, match="not int"):
        _by_path(kind)(7)  # type: ignore[arg-type]
    with (
        pytest.raises(ConfigurationError, match="pass ledger="),
        VideoClient("compatible", base_url="http://x") as client,
    ):
        videojobs.recover(client)


def test_a_result_is_shown_without_prompts(recover: Recoverer) -> None:
    """Prompts are private."""
    recover.sending("a")
    recover.provider.add("video_1", prompt=PROMPT)
    recovery = recover()
    assert PROMPT not in repr(recovery) and not any(isinstance(r.error, VideoJobsError) for r in recovery.jobs)
