"""Record the exchanges of a run, and replay them offline.

A file of `recordings/` holds one server: which version it was, and for each scene and each client the exchanges in their
order. Clips are kept as their length; addresses of the server, which differ between runs, as ``https://server.test``.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import httpx
from attrs import asdict, define, field, frozen

from tests.real_servers import environments
from tests.real_servers.programs.clip import clip
from tests.real_servers.steps import Run, Scene

FOLDER = Path(__file__).parent / "recordings"
ROOT = "https://server.test"
KEPT_HEADERS = ("content-type", "content-range", "location", "openai-poll-after-ms", "retry-after")


@frozen
class Exchange:
    """A request and its response.

    Attributes:
        step: Name of the step that sent it.
        method: The HTTP method.
        path: Path and query.
        sent: The JSON body, or the names of a form's parts, or None.
        status: The HTTP status.
        headers: The headers that a client may read.
        body: Decoded JSON, or text, or ``{"mp4_bytes": length}``.
    """

    step: str
    method: str
    path: str
    sent: Any
    status: int
    headers: dict[str, str]
    body: Any

    @property
    def is_json(self) -> bool:
        """Whether the body was JSON."""
        return "json" in self.headers.get("content-type", "")


@define
class Recorder:
    """Keeps the exchanges of one run."""

    run: Run
    exchanges: list[Exchange] = field(factory=list)

    def add(self, request: httpx.Request, response: httpx.Response, data: bytes) -> None:
        """Keep an exchange; a poll that repeats the one before is left out."""
        decoded = httpx.Response(response.status_code, headers=response.headers, content=data)
        exchange = Exchange(
            step=self.run.step,
            method=request.method,
            path=request.url.raw_path.decode(),
            sent=_sent(request),
            status=response.status_code,
            headers={name: decoded.headers[name] for name in KEPT_HEADERS if name in decoded.headers},
            body=_received(decoded, self.run.scene.root),
        )
        if not (exchange.method == "GET" and self.exchanges and self.exchanges[-1] == exchange):
            self.exchanges.append(exchange)


class RecordingTransport(httpx.HTTPTransport):
    """Sends requests, and passes each exchange to a recorder."""

    def __init__(self, recorder: Recorder) -> None:
        super().__init__()
        self._recorder = recorder

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request; its body is read first, since a form is a stream."""
        request.read()
        response = super().handle_request(request)
        # As it came, perhaps compressed: the client decodes it and checks its length.
        data = b"".join(response.iter_raw())
        response.close()
        self._recorder.add(request, response, data)
        return httpx.Response(response.status_code, headers=response.headers, stream=httpx.ByteStream(data))


def _sent(request: httpx.Request) -> Any:
    kind = request.headers.get("content-type", "")
    if "json" in kind:
        return json.loads(request.content)
    if kind.startswith("multipart/"):
        lines = request.content.split(b"\r\n")
        names = [line for line in lines if line.lower().startswith(b"content-disposition: form-data")]
        return [name.partition(b'name="')[2].partition(b'"')[0].decode() for name in names]
    return None


def _received(response: httpx.Response, root: str) -> Any:
    if response.content[4:8] == b"ftyp":
        return {"mp4_bytes": len(response.content)}
    if response.status_code == 206:
        return {"bytes": len(response.content)}
    # A gateway may send the traceback of its error, with the folder that it is installed in.
    text = response.text.replace(root, ROOT).replace(f"{environments.ROOT}/", "")
    return json.loads(text) if "json" in response.headers.get("content-type", "") else text


class Replay:
    """Answers the requests of a run from a recording.

    A response is that to the same request in the same step, in the recorded order; the last one is repeated, since a
    client may poll more often than the recorded one did.

    Attributes:
        missing: The requests that are not in the recording.
    """

    def __init__(self, run: Run, exchanges: list[Exchange]) -> None:
        self._run = run
        self._exchanges: dict[tuple[str, str, str], list[Exchange]] = defaultdict(list)
        for exchange in exchanges:
            # Under its step, and for a client that sends a request in another step than the recorded one did.
            self._exchanges[exchange.step, exchange.method, exchange.path].append(exchange)
            self._exchanges["", exchange.method, exchange.path] = [exchange]
        self.missing: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Return the recorded response to a request."""
        path = request.url.raw_path.decode()
        remaining = self._exchanges.get((self._run.step, request.method, path)) or self._exchanges.get(
            ("", request.method, path)
        )
        if not remaining:
            self.missing.append(f"{self._run.step}: {request.method} {path}")
            return httpx.Response(599, text="not in the recording")
        exchange = remaining.pop(0) if len(remaining) > 1 else remaining[0]
        content = _content(exchange)
        headers = exchange.headers | {"content-length": str(len(content))}
        return httpx.Response(exchange.status, headers=headers, stream=httpx.ByteStream(content))


def _content(exchange: Exchange) -> bytes:
    if isinstance(exchange.body, Mapping) and set(exchange.body) == {"mp4_bytes"}:
        return clip(exchange.body["mp4_bytes"])
    if exchange.is_json:
        return json.dumps(exchange.body).encode()
    return str(exchange.body).encode()


def new_client(run: Run, key: str, kind: str, respond: Callable[[httpx.Request], httpx.Response]) -> Any:
    """Return a client of either kind whose responses come from a function."""
    from videojobs import AsyncVideoClient, VideoClient

    transport = httpx.MockTransport(respond)
    if kind == "sync":
        http_client = httpx.Client(transport=transport)
        return VideoClient(run.provider, base_url=run.base_url, api_key=key, http_client=http_client)
    return AsyncVideoClient(
        run.provider, base_url=run.base_url, api_key=key, http_client=httpx.AsyncClient(transport=transport)
    )


@frozen
class Recorded:
    """The recording of one scene: the exchanges of each client."""

    scene: Scene
    runs: dict[str, list[Exchange]]


def read(server: str) -> list[Recorded]:
    """Return the recordings of a server, by scene."""
    content = json.loads((FOLDER / f"{server}.json").read_text(encoding="utf-8"))
    return [
        Recorded(
            Scene(server=server, root=ROOT, key="replayed", **entry["scene"]),
            {provider: [Exchange(**exchange) for exchange in run] for provider, run in entry["runs"].items()},
        )
        for entry in content["scenes"]
    ]


def servers() -> list[str]:
    """Return the names of the recorded servers."""
    return sorted(path.stem for path in FOLDER.glob("*.json"))


def write(server: str, about: Mapping[str, str], recorded: list[Recorded]) -> None:
    """Write the recordings of a server: one line for each exchange, so that a difference can be read."""
    entries = []
    for entry in recorded:
        scene = {name: getattr(entry.scene, name) for name in ("upstream", "folder", "model", "base_path", "has_keys")}
        runs = []
        for provider, exchanges in entry.runs.items():
            lines = ",\n".join(json.dumps(asdict(exchange), ensure_ascii=False) for exchange in exchanges)
            runs.append(f"{json.dumps(provider)}: [\n{lines}\n]")
        entries.append('{"scene": ' + json.dumps(scene) + ', "runs": {\n' + ",\n".join(runs) + "\n}}")
    head = "".join(f"{json.dumps(name)}: {json.dumps(text)},\n" for name, text in about.items())
    FOLDER.mkdir(exist_ok=True)
    text = "{\n" + head + '"scenes": [\n' + ",\n".join(entries) + "\n]}\n"
    (FOLDER / f"{server}.json").write_text(text, encoding="utf-8")
