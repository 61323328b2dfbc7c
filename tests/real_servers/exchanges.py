"""Send the requests of requests.yaml to a server, and compare the responses of two servers in their shape."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote

import httpx
from attrs import asdict, frozen

from scripts.oas.load import load
from tests.real_servers.steps import PNG

HERE = Path(__file__).parent
RESPONSES = HERE / "responses"
FILES = {"$png": ("cat.png", PNG, "image/png"), "$text": ("cat.png", b"no image", "image/png")}
# Presence is compared for the last two, since their values differ with each clip.
HEADERS = ("allow", "content-range", "location", "retry-after", "www-authenticate", "accept-ranges", "etag")


@frozen
class Answer:
    """A response to one of the requests.

    Attributes:
        name: Name of the request.
        status: The HTTP status.
        media_type: The media type, without parameters; "" if there is none.
        headers: Those that a client may act on.
        body: Decoded JSON, text, or ``{"bytes": length}``.
    """

    name: str
    status: int
    media_type: str
    headers: dict[str, str]
    body: Any


def requests() -> list[dict[str, Any]]:
    """Return the requests in their order."""
    return load(HERE / "requests.yaml").data["requests"]


def send_all(http: httpx.Client, model: str, key: str, wait: Callable[[str, str], None]) -> Iterator[Answer]:
    """Send the requests one after another.

    Args:
        http: A client with the server's address, without a path.
        model: The name of a model that the server has.
        key: The key that it accepts.
        wait: Waits until the job with an id has a status.
    """
    jobs: dict[str, str] = {}
    for entry in requests():
        if "until" in entry and entry["of"] in jobs:
            wait(jobs[entry["of"]], entry["until"])
        response = http.send(_request(http, entry, model, key, jobs))
        answer = _answer(entry["name"], response)
        if "keep" in entry and response.is_success:
            jobs[entry["keep"]] = answer.body["id"]
        yield answer


def _request(
    http: httpx.Client, entry: Mapping[str, Any], model: str, key: str, jobs: Mapping[str, str]
) -> httpx.Request:
    def filled(value: Any, quoted: bool = False) -> Any:
        if isinstance(value, dict):
            return {name: filled(item) for name, item in cast("dict[str, Any]", value).items()}
        if not isinstance(value, str):
            return value
        for name, job_id in jobs.items():
            value = value.replace("{" + name + "}", quote(job_id, safe="") if quoted else job_id)
        return value.replace("$model", model)

    method, path = entry["send"].split(" ")
    sent: dict[str, Any] = {name: filled(entry[name]) for name in ("json", "data", "content") if name in entry}
    if "form" in entry:
        sent["files"] = {name: (None, value) for name, value in filled(entry["form"]).items()}
    if "files" in entry:
        sent["files"] |= {name: FILES[value] for name, value in entry["files"].items()}
    headers = dict(entry.get("headers", {}))
    sent_key = entry.get("key", key)
    if sent_key is not None:
        headers = {"authorization": f"Bearer {sent_key}"} | headers
    return http.build_request(method, filled(path, quoted=True), headers=headers, **sent)


def _answer(name: str, response: httpx.Response) -> Answer:
    media_type = response.headers.get("content-type", "").partition(";")[0]
    root = f"{response.request.url.scheme}://{response.request.url.netloc.decode()}"
    body: Any = None
    if media_type.startswith(("video/", "image/")) or response.status_code == 206:
        body = {"bytes": len(response.content)}
    elif "json" in media_type and response.content:
        body = json.loads(response.text.replace(root, "https://server.test"))
    elif response.content:
        body = response.text
    headers = {
        name: response.headers[name].replace(root, "https://server.test")
        for name in HEADERS
        if name in response.headers
    }
    return Answer(name, response.status_code, media_type, headers, body)


def shape(value: Any) -> Any:
    """Return a JSON value with the name of its type in place of each scalar, and each list's items merged."""
    if isinstance(value, dict):
        return {name: shape(item) for name, item in sorted(cast("dict[str, Any]", value).items())}
    if isinstance(value, list):
        return [shape(item) for item in cast("list[Any]", value)[:1]]
    if value is None:
        return "null"
    return {bool: "boolean", int: "integer", float: "number", str: "string"}[type(value)]


def differences(real: Answer, emulated: Answer) -> list[str]:
    """Return how an emulated response differs from the real one, a line for each aspect."""
    found = []
    if real.status != emulated.status:
        found.append(f"status {emulated.status}, not {real.status}")
    if real.media_type != emulated.media_type:
        found.append(f"media type {emulated.media_type!r}, not {real.media_type!r}")
    for name in HEADERS:
        is_equal = real.headers.get(name) == emulated.headers.get(name)
        if name in ("etag", "content-range", "location"):
            is_equal = (name in real.headers) == (name in emulated.headers)
        if not is_equal:
            found.append(f"{name}: {emulated.headers.get(name)!r}, not {real.headers.get(name)!r}")
    if "bytes" not in str(real.body)[:9]:
        found += _different(shape(real.body), shape(emulated.body), "")
    word, other = (answer.body.get("status") if isinstance(answer.body, dict) else None for answer in (real, emulated))
    if word != other:
        found.append(f"the job's status {other!r}, not {word!r}")
    return found


def _different(real: Any, emulated: Any, at: str) -> Iterator[str]:
    if isinstance(real, dict) and isinstance(emulated, dict):
        for name in sorted({*real, *emulated}):
            if name not in emulated:
                yield f"{at}/{name}: missing"
            elif name not in real:
                yield f"{at}/{name}: the real server has none"
            else:
                yield from _different(real[name], emulated[name], f"{at}/{name}")
    elif isinstance(real, list) and isinstance(emulated, list):
        if real and emulated:
            yield from _different(real[0], emulated[0], f"{at}/0")
    elif real != emulated:
        yield f"{at or 'the body'}: {json.dumps(emulated)[:60]}, not {json.dumps(real)[:60]}"


def write(server: str, about: Mapping[str, str], answers: list[Answer]) -> None:
    """Write the responses of a server: one line for each, so that a difference can be read."""
    lines = ",\n".join(json.dumps(asdict(answer), ensure_ascii=False) for answer in answers)
    head = "".join(f"{json.dumps(name)}: {json.dumps(text)},\n" for name, text in about.items())
    RESPONSES.mkdir(exist_ok=True)
    (RESPONSES / f"{server}.json").write_text("{\n" + head + '"responses": [\n' + lines + "\n]}\n", encoding="utf-8")


def read(server: str) -> list[Answer]:
    """Return the recorded responses of a server."""
    content = json.loads((RESPONSES / f"{server}.json").read_text(encoding="utf-8"))
    return [Answer(**entry) for entry in content["responses"]]
