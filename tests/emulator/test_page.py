"""The page at ``/``: who gets it, what it may do, and the clips it plays."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html import unescape
from html.parser import HTMLParser
from importlib.resources import files

import httpx
import pytest

from tests.emulator.invented import DIALECT, DOCUMENT
from videojobs.emulator import serve
from videojobs.errors import ConfigurationError

PAGE = files("videojobs.emulator").joinpath("page.html").read_text(encoding="utf-8")
BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


class Elements(HTMLParser):
    """Collects the elements of a page, each with its attributes and the names of those around it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None], tuple[str, ...]]] = []
        self._open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        """Add an element."""
        self.found.append((tag, dict(attrs), tuple(self._open)))
        if tag not in ("meta", "link", "input"):
            self._open.append(tag)

    def handle_endtag(self, tag):
        """Leave it."""
        assert self._open.pop() == tag


def test_browser_gets_the_page(invented):
    """It has the provider's title and paths, never the key, and is no request to the provider."""
    response = httpx.get(f"http://127.0.0.1:{invented.port}/", headers=BROWSER)
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert DIALECT.title in response.text
    assert invented.app.base_path in response.text
    assert invented.api_key not in response.text
    assert len(invented.requests) == 0


@pytest.mark.parametrize(
    ("method", "path", "accept"), [("GET", "/", "*/*"), ("POST", "/", "text/html"), ("GET", "/nowhere", "text/html")]
)
def test_others_get_the_response_of_the_provider(invented, http, method, path, accept):
    """A client of the API sees what the provider does at an unknown path."""
    url = f"http://127.0.0.1:{invented.port}{path}"
    response = http.request(method, url, headers={"accept": accept})
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/json"
    assert [record.path for record in invented.requests] == [path]


def test_operation_at_the_same_path_wins(in_process_at_root):
    """Where the provider's document has an operation at ``/``, there is no page."""
    response = in_process_at_root.get("/", headers={**BROWSER, "x-token": "emulator-key"})
    assert response.headers["content-type"] == "application/json"


@pytest.fixture
def in_process_at_root():
    """An emulator of a provider that has an operation at ``/``."""
    operation = {"responses": {"200": {"description": "", "content": {"application/json": {"schema": {}}}}}}
    document = {**DOCUMENT, "servers": [], "paths": {**DOCUMENT["paths"], "/": {"get": operation}}}
    with serve(dialect=DIALECT, document=document) as served, httpx.Client(base_url=served.base_url) as client:
        yield client


def test_policy_allows_the_page_alone(invented):
    """Scripts and styles run by their hashes; nothing is loaded from elsewhere, and no other page frames it."""
    response = httpx.get(f"http://127.0.0.1:{invented.port}/", headers=BROWSER)
    policy = dict(part.strip().split(" ", 1) for part in response.headers["content-security-policy"].split(";"))
    assert policy["default-src"] == policy["base-uri"] == policy["form-action"] == policy["frame-ancestors"] == "'none'"
    assert policy["connect-src"] == policy["media-src"] == "'self'"
    for name in ("style", "script"):
        (text,) = re.findall(rf"<{name}>(.*?)</{name}>", response.text, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert policy[f"{name}-src"] == f"'sha256-{digest}'"


def test_page_is_one_file():
    """It needs nothing from elsewhere, and inserts no text as HTML."""
    assert not re.findall(r"https?:|//[a-z]+\.|@import|\burl\(", PAGE)
    assert not re.findall(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|Function\(", PAGE)
    assert not [attributes for _, attributes, _ in Elements(PAGE).found if any(n.startswith("on") for n in attributes)]


def test_page_is_accessible():
    """Each input has a label, each table a caption and headers, each section a heading; changes are announced."""
    found = Elements(PAGE).found
    assert all("label" in around for tag, _, around in found if tag in ("input", "select"))
    assert all(attributes.get("scope") == "col" for tag, attributes, _ in found if tag == "th")
    ids = {attributes.get("id") for _, attributes, _ in found}
    for tag, attributes, _ in found:
        if tag in ("table", "section"):
            assert attributes["aria-labelledby"] in ids
    roles = [attributes.get("role") for tag, attributes, _ in found if tag == "p"]
    assert (roles.count("status"), roles.count("alert")) == (1, 2)
    assert ("html", {"lang": "en"}, ()) in found


def test_clips_of_the_page_are_no_requests(invented):
    """They are served in ranges, without a record, and no fault of the second origin hits them."""
    job = invented.app.add_job("a boat")
    invented.app.finish(job)
    invented.app.fail_next("media=503")
    root = f"http://127.0.0.1:{invented.port}/_emulator"
    clip = httpx.get(f"{root}/jobs").json()["jobs"][0]["clip"]
    response = httpx.get(f"{root}/clips/{clip.removeprefix('/media/')}", headers={"range": "bytes=4-7"})
    assert (response.status_code, response.content) == (206, b"ftyp")
    assert httpx.get(f"{root}/clips/no/such.mp4").status_code == 404
    assert len(invented.requests) == len(invented.media_requests) == 0
    assert [str(fault) for fault in invented.app.faults] == ["media=503*1"]


def test_page_offers_the_ends_that_the_provider_has(invented):
    """An end without a word for it would be refused."""
    page = httpx.get(f"http://127.0.0.1:{invented.port}/", headers=BROWSER).text
    about = json.loads(unescape(re.findall(r'data-emulator="(.*?)"', page)[0]))
    assert about["ends"] == list(invented.app.ends)
    for status in ("completed", "failed", "cancelled", "expired"):
        if status in about["ends"]:
            invented.app.finish(invented.app.add_job(), status)
        else:
            with pytest.raises(ConfigurationError, match="no status word"):
                invented.app.finish(invented.app.add_job(), status)


def test_last_jobs(invented):
    """The page reads the last jobs alone: of thousands, a list of all in each second would slow every poll."""
    for number in range(5):
        invented.app.add_job(id=f"job{number}")
    url = f"http://127.0.0.1:{invented.port}/_emulator/jobs"
    listed = httpx.get(url, params={"last": 2}).json()
    assert ([job["id"] for job in listed["jobs"]], listed["total"]) == (["job3", "job4"], 5)
    assert [len(httpx.get(url, params={"last": last}).json()["jobs"]) for last in ("0", "9")] == [0, 5]
    assert httpx.get(url, params={"last": "-1"}).status_code == 400
