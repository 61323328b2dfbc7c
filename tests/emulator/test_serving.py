"""Starting and stopping: ports, threads, names, in-process use."""

from __future__ import annotations

import asyncio
import socket
import threading

import httpx
import pytest

from tests.emulator.format import DIALECT, DOCUMENT
from videojobs.emulator import create_app, serve
from videojobs.errors import ConfigurationError


def test_both_ports_listen_when_the_block_begins_and_are_free_after_it():
    """The server listens at once; after the block no port is in use and no thread is left."""
    before = set(threading.enumerate())
    with serve(dialect=DIALECT, document=DOCUMENT) as served:
        ports = (served.port, served.media_port)
        assert len(set(ports)) == 2
        for port in ports:
            socket.create_connection(("127.0.0.1", port)).close()
        kept = httpx.Client()
        kept.get(served.base_url)
    kept.close()
    assert set(threading.enumerate()) <= before  # others may have ended meanwhile
    with serve(dialect=DIALECT, document=DOCUMENT, port=ports[0], media_port=ports[1]) as served:
        assert (served.port, served.media_port) == ports


def test_no_body_waits_for_the_ack_of_its_head(monkeypatch):
    """Accepted connections have Nagle's algorithm off; with it on, each response on a kept connection costs 40 ms."""
    accepted = []
    accept = socket.socket.accept

    def recording(listener):
        connection, address = accept(listener)
        accepted.append(connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        return connection, address

    monkeypatch.setattr(socket.socket, "accept", recording)
    with serve(dialect=DIALECT, document=DOCUMENT) as served:
        for port in (served.port, served.media_port):
            httpx.get(f"http://127.0.0.1:{port}/")
    assert len(accepted) == 2
    assert all(accepted)


def test_serving_and_stopping_sleep_for_no_tenth_of_a_second(monkeypatch):
    """A test that starts an emulator of its own does not wait for the next tick of the server to stop it."""
    sleeps = []
    sleep = asyncio.sleep

    async def recording(delay, *arguments):
        sleeps.append(delay)
        await sleep(delay, *arguments)

    monkeypatch.setattr(asyncio, "sleep", recording)
    with serve(dialect=DIALECT, document=DOCUMENT) as served, httpx.Client() as kept:
        kept.get(served.base_url)
    assert max(sleeps, default=0) < 0.1


def test_a_port_in_use_is_an_os_error_that_names_it():
    """And the other port is not left open."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(OSError, match=f"port {port}: "), serve(dialect=DIALECT, document=DOCUMENT, port=port):
            pytest.fail("served")


def test_an_error_inside_the_block_comes_out_and_the_server_stops():
    """The emulator does not hide a test's own failure."""
    before = set(threading.enumerate())
    with pytest.raises(ZeroDivisionError), serve(dialect=DIALECT, document=DOCUMENT):
        _ = 1 / 0
    assert set(threading.enumerate()) <= before  # others may have ended meanwhile


def test_two_emulators_share_no_jobs():
    """Each has its own jobs."""
    with serve(dialect=DIALECT, document=DOCUMENT) as one, serve(dialect=DIALECT, document=DOCUMENT) as other:
        job = one.app.add_job("a boat")
        headers = {"authorization": f"Bearer {one.api_key}"}
        assert httpx.get(f"{one.base_url}/videos/{job.id}", headers=headers).status_code == 200
        assert httpx.get(f"{other.base_url}/videos/{job.id}", headers=headers).status_code == 404


def test_the_application_also_runs_in_process(clock):
    """Any ASGI host will do; a clip's URL then leads to where the request went."""
    from attrs import evolve

    from tests.emulator import invented

    app = create_app(dialect=invented.DIALECT, document=invented.DOCUMENT, clock=clock, render_seconds=1, api_key="k")
    absolute = create_app(
        dialect=evolve(
            DIALECT,
            content=evolve(DIALECT.content, source="either"),
            fields=evolve(DIALECT.fields, video_url=("/url",)),
        ),
        document=DOCUMENT,
        clock=clock,
        api_key="k",
    )

    async def journey() -> None:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://a.test") as http:
            headers = {"x-token": "k"}
            created = await http.post("/api/clips", json={"prompt": "a boat"}, headers=headers)
            clock.tick(1)
            job = (await http.get(f"/api/clips/{created.json()['data']['task']['key']}", headers=headers)).json()
            clip = await http.get(job["data"]["output"]["videos"][0]["uri"])
            assert clip.content[4:8] == b"ftyp"
            assert (await http.get("/media/nothing")).status_code == 404
        job = absolute.add_job("a boat")
        clock.tick(3)
        async with httpx.AsyncClient(transport=httpx.ASGITransport(absolute), base_url="http://b.test") as http:
            items = await http.get(f"/v1/videos/{job.id}", headers={"authorization": "Bearer k"})
            assert items.json()["url"].startswith("http://b.test/media/")
            assert (await http.get(items.json()["url"])).status_code == 200

    asyncio.run(journey())


def test_lifespan_events_are_completed():
    """ASGI servers ask before they start and stop."""
    sent: list[str] = []
    events = iter([{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}])

    async def receive():
        return next(events)

    async def send(message):
        sent.append(message["type"])

    asyncio.run(create_app(dialect=DIALECT, document=DOCUMENT)({"type": "lifespan"}, receive, send))
    assert sent == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


def test_an_unknown_provider_is_an_error_with_the_list_of_providers():
    """Nothing is served."""
    with pytest.raises(ConfigurationError, match=r"there are .*compatible"):
        create_app("no-such-provider")


def test_neither_provider_nor_dialect_is_an_error():
    """The message names the arguments."""
    with pytest.raises(ConfigurationError, match="give a provider's name"):
        create_app()


def test_on_request_is_called_with_each_request():
    """For a log; the media origin's as well."""
    observed = []
    with serve(dialect=DIALECT, document=DOCUMENT, on_request=observed.append) as served:
        httpx.get(f"{served.base_url}/videos?limit=1")
        httpx.get(f"http://127.0.0.1:{served.media_port}/media/x/y.mp4")
        httpx.post(f"http://127.0.0.1:{served.media_port}/media/x/y.mp4")
    document = [(record.origin, record.method, record.query, record.status) for record in observed]
    assert document == [("api", "GET", "limit=1", 401), ("media", "GET", "", 404), ("media", "POST", "", 405)]


@pytest.mark.parametrize(("host", "reached"), [("0.0.0.0", "127.0.0.1"), ("::1", "[::1]"), ("localhost", "localhost")])
def test_other_hosts_have_addresses_that_lead_there(host, reached):
    """Those that are printed, and those of clips, which have the host that the request was sent to."""
    with serve("compatible", host=host, render_seconds=0) as served:
        assert served.base_url == f"http://{reached}:{served.port}"
        job = served.app.add_job("a boat")
        headers = {"authorization": f"Bearer {served.api_key}"}
        for name in (reached, "127.0.0.1") if host == "0.0.0.0" else (reached,):
            body = httpx.get(f"http://{name}:{served.port}/videos/{job.id}", headers=headers).json()
            assert f"http://{name}:{served.media_port}/media/" in str(body)
        assert httpx.get(f"{served.media_url}/media/x/y.mp4").status_code == 404
