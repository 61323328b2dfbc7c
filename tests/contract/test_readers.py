"""Read recorded responses: each format, each mistake, and hostile files."""

from __future__ import annotations

import base64
import gzip
import io
import json
import resource
import sys
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from videojobs.contract import Observation
from videojobs.contract.aggregator import Aggregator
from videojobs.contract.readers import MAX_FILE_BYTES, Item, ReadError, Skipped, UnreadableFile, read_responses
from videojobs.contract.recorder import MAX_LINE_BYTES, from_line, to_line
from videojobs.errors import ConfigurationError

JOB = {"id": "video_1", "object": "video", "model": "sora-2", "status": "queued"}
LINE = {"provider": "openai", "operation": "retrieve", "status": 200, "body": JOB}


def read(content: bytes | str, **settings: Any) -> list[Item]:
    """Read a file that is in memory."""
    data = content.encode() if isinstance(content, str) else content
    return [item for _, item in read_responses(io.BytesIO(data), "file", **settings)]


def error_line(content: bytes | str, **settings: Any) -> str:
    """Return the one line about a file that cannot be read."""
    items = read(content, **settings)
    assert len(items) == 1
    assert isinstance(items[0], ReadError), items
    return items[0].line


def entry(**changes: Any) -> dict[str, Any]:
    """Return an entry of a HAR file."""
    content = {"mimeType": "application/json; charset=utf-8", "text": json.dumps(JOB), "size": 50}
    har_entry: dict[str, Any] = {
        "startedDateTime": "2026-05-01T10:00:00.000Z",
        "request": {"method": "GET", "url": "https://api.openai.com/v1/videos/video_1?x=1"},
        "response": {"status": 200, "content": {**content, **changes.pop("content", {})}},
    }
    for key, value in changes.items():
        har_entry[key] = {**har_entry[key], **value} if isinstance(value, dict) else value
    return har_entry


def har(*entries: Any) -> str:
    """Return a HAR file."""
    return json.dumps(
        {"log": {"version": "1.2", "creator": {"name": "a test", "version": "1"}, "entries": list(entries)}}
    )


def test_lines_are_read_as_they_were_written() -> None:
    """Nothing that `Recorder` writes is lost."""
    (item,) = read(to_line(from_line({**LINE, "time": "2026-05-01T10:00:00+00:00", "size": 7, "content_type": "a/b"})))
    assert isinstance(item, Observation)
    assert to_line(item) == to_line(from_line(json.loads(to_line(item))))
    assert (item.body["status"], item.status, item.size, item.content_type) == ("queued", 200, 7, "a/b")
    assert item.time is not None
    assert item.time.isoformat() == "2026-05-01T10:00:00+00:00"


@pytest.mark.parametrize(
    ("content", "arguments"),
    [
        (json.dumps(JOB), {"provider": "openai", "operation": "retrieve"}),
        (json.dumps(JOB, indent=2), {"provider": "openai", "operation": "retrieve"}),
        ("\ufeff" + json.dumps(JOB), {"provider": "openai", "operation": "retrieve"}),
        (json.dumps({"operation": "retrieve", "http_status": 200, "body": JOB}), {"provider": "openai"}),
        (json.dumps([{"provider": "openai", "operation": "retrieve", "http_status": 200, "body": JOB}]), {}),
        (json.dumps([LINE], indent=1), {}),
        (json.dumps(LINE), {}),
        ("\n\n" + json.dumps(LINE) + "\r\n\n", {}),
        (json.dumps([JOB]), {"provider": "openai", "operation": "retrieve"}),
        (har(entry()), {}),
        (har(entry()), {"provider": "openai"}),
        (json.dumps(json.loads(har(entry())), indent=2), {"form": "har"}),
        (har(entry(content={"text": base64.b64encode(json.dumps(JOB).encode()).decode(), "encoding": "base64"})), {}),
        (har(entry(request={"url": "https://relay.example/x/v1/videos/video_1"})), {"provider": "openai"}),
    ],
)
def test_every_format_is_detected(content: str, arguments: dict[str, Any]) -> None:
    """One job of one provider, in whatever format."""
    (item,) = read(content, **arguments)
    assert isinstance(item, Observation), item
    assert (item.provider, item.status, item.body) == ("openai", 200, JOB)
    aggregator = Aggregator()
    aggregator.add(item)
    assert (aggregator.report().responses, aggregator.report().groups) == (1, ())


def test_list_of_jobs_is_one_response() -> None:
    """A bare list is the response of the operation that lists jobs."""
    (item,) = read(json.dumps([JOB, JOB]), provider="openai", operation="list")
    assert isinstance(item, Observation)
    assert item.body == [JOB, JOB]


def test_bad_lines_are_reported_and_the_others_read() -> None:
    """Each with file, line, what is wrong and how to correct it, on one line."""
    bad = [
        ("{", "Expecting"),
        ("[1]", "no JSON object"),
        ('{"status": 200}', "operation"),
        ('{"operation": "retrieve", "status": "200"}', "100 to 599"),
        ('{"operation": "retrieve", "status": true}', "100 to 599"),
        ('{"operation": "retrieve", "status": 200, "url": "x"}', "'url'"),
        ('{"operation": 1, "status": 200}', "'operation' is not text"),
        ('{"operation": "retrieve", "status": 200, "time": "noon"}', "ISO 8601"),
        ('{"operation": "retrieve", "status": 200, "time": "2026-01-01T00:00:00"}', "no zone"),
        ('{"operation": "retrieve", "status": 200, "size": -1}', "bytes"),
        ('{"operation": "a", "operation": "b", "status": 200}', "twice"),
        ('{"operation": "retrieve", "status": 200, "body": NaN}', "NaN"),
        ('{"operation": "retrieve", "status": 200, "body": ' + "[" * 200 + "]" * 200 + "}", "deeper"),
        ('{"operation": "retrieve", "status": 200, "body": ' + "[" * 99_999 + "}", "deep"),
        ("\udcff".encode("utf-8", "surrogateescape").decode("latin-1"), "file:"),
    ]
    items = read("\n".join([json.dumps(LINE), *(line for line, _ in bad), json.dumps(LINE)]))
    assert [isinstance(item, Observation) for item in items] == [True, *(False for _ in bad), True]
    for number, (item, (_, message)) in enumerate(zip(items[1:-1], bad, strict=True), 2):
        assert isinstance(item, ReadError)
        assert item.line.startswith(f"file:{number}: ")
        assert message in item.line or number == len(bad) + 1
        assert "\n" not in item.line


def test_first_line_may_be_damaged() -> None:
    """The others are read all the same."""
    items = read("oh no\n" + f"{json.dumps(LINE)}\n" * 3)
    assert [type(item) for item in items] == [ReadError, Observation, Observation, Observation]


@pytest.mark.parametrize(
    ("content", "settings", "message"),
    [
        ("", {}, "no JSON"),
        ("<html>", {}, "starts '<html>'"),
        (b"\xff\xfe\x00", {}, "UTF-8"),
        ("[" * 100_000, {}, "deep"),
        ("{}", {"form": "har"}, "HAR"),
        ('{"log": {"entries": 5}}', {}, "/log/entries"),
    ],
)
def test_unreadable_file(content: Any, settings: dict[str, Any], message: str) -> None:
    """One line that says what it is."""
    with pytest.raises(UnreadableFile, match=message) as caught:
        read(content, **settings)
    assert "\n" not in str(caught.value)


def test_bare_payload_needs_an_operation() -> None:
    """A payload alone does not name its operation."""
    assert "--operation" in error_line(json.dumps(JOB), provider="openai")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"response": {"status": "200"}}, "/response/status"),
        ({"request": {"method": None}}, "/request"),
        ({"content": {"text": "@@@", "encoding": "base64"}}, "base64"),
        ({"content": {"encoding": "gzip"}}, "gzip"),
        ({"content": {"text": 5}}, "/response/content/text"),
        ({"startedDateTime": "yesterday"}, "yesterday"),
    ],
)
def test_bad_entries_of_a_har_file(changes: dict[str, Any], message: str) -> None:
    """Each is reported with its pointer."""
    line = error_line(har(entry(**changes)))
    assert message in line
    assert line.startswith("file: /log/entries/0: ")


def test_compressed_body_is_unpacked_within_limits() -> None:
    """One that is cut off, or unpacks to more than a client accepts, is no deviation."""

    def zipped(content: bytes) -> dict[str, Any]:
        return {"text": base64.b64encode(content).decode(), "encoding": "base64"}

    whole = gzip.compress(json.dumps(JOB).encode())
    (item,) = read(har(entry(content=zipped(whole))))
    assert isinstance(item, Observation)
    assert item.body == JOB
    assert "cut" in error_line(har(entry(content=zipped(whole[:-9]))))
    assert "damaged" in error_line(har(entry(content=zipped(b"\x1f\x8b" + b"x" * 30))))
    assert "MiB" in error_line(har(entry(content=zipped(gzip.compress(b" " * (MAX_LINE_BYTES + 1))))))


NO_BODY = json.dumps({key: value for key, value in LINE.items() if key != "body"})


@pytest.mark.parametrize("without", [har(entry(content={"text": None})), NO_BODY])
def test_body_that_was_not_exported_is_no_deviation(without: str) -> None:
    """Browsers drop bodies; that is reported, and the response is counted."""
    (item,) = read(without)
    assert isinstance(item, Observation)
    aggregator = Aggregator()
    aggregator.add(item)
    report = aggregator.report()
    assert (report.responses, report.groups, dict(report.skipped)) == (1, (), {"bodies that were not recorded": 1})


def test_invalid_url_is_skipped() -> None:
    """A page may request anything; the host may be upper case, and may have a port."""
    items = read(
        har(
            entry(request={"url": "http://[bad/videos"}),
            entry(request={"url": "https://API.OpenAI.com:443/v1/videos/v"}),
        )
    )
    assert [type(item) for item in items] == [Skipped, Observation]


def test_large_recording_may_begin_with_cut_lines(tmp_path: Path) -> None:
    """Its format is detected from the next lines, and it is never read as a whole."""
    path = tmp_path / "a.jsonl"
    with path.open("wb") as file:
        file.write(b'id":1}}\n' + json.dumps(LINE).encode() + b"\n")
        file.truncate(MAX_FILE_BYTES * 2)
    with path.open("rb") as file:
        kinds = [type(item) for _, item in read_responses(file, "a.jsonl")]
    assert kinds == [ReadError, Observation, ReadError]


def test_number_beyond_float_is_not_infinite() -> None:
    """Samples and overlays are JSON, which has no infinity."""
    (item,) = read('{"operation": "retrieve", "status": 200, "body": {"progress": 1e999}}')
    assert isinstance(item, Observation)
    assert item.body["progress"] == sys.float_info.max


def test_entries_of_no_provider_are_skipped() -> None:
    """Other hosts, other paths, requests without a response."""
    items = read(
        har(
            entry(request={"url": "https://example.org/"}),
            entry(response={"status": 0}),
            entry(request={"url": "https://api.openai.com/v1/models"}),
            entry(content={"text": None, "mimeType": "video/mp4", "size": 900}),
        ),
        provider="openai",
    )
    assert [type(item) for item in items] == [Skipped, Skipped, Skipped, Observation]
    assert isinstance(items[3], Observation)
    assert (items[3].is_json, items[3].size, items[3].content_type) == (False, 900, "video/mp4")


def test_responses_of_other_providers_are_skipped() -> None:
    """A recording of several providers can be looked at one by one."""
    items = read("\n".join(json.dumps({**LINE, "provider": name}) for name in ("openai", "poe")), provider="poe")
    assert [type(item) for item in items] == [Skipped, Observation]


def test_too_long_a_line_is_reported_and_skipped(tmp_path: Path) -> None:
    """It is never in memory as a whole; the next line is read."""
    path = tmp_path / "a.jsonl"
    line = json.dumps(LINE).encode() + b"\n"
    with path.open("wb") as file:
        file.write(line)
        for _ in range(50):
            file.write(b" " * 1024 * 1024)
        file.write(b"\n" + line)
    tracemalloc.start()
    with path.open("rb") as file:
        kinds = [type(item) for _, item in read_responses(file, "a.jsonl")]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert kinds == [Observation, ReadError, Observation]
    assert peak < 4 * MAX_LINE_BYTES


def test_large_recording_takes_no_more_memory_than_a_small_one(tmp_path: Path) -> None:
    """A dozen MB of lines pass through, a few at a time in memory."""
    path = tmp_path / "a.jsonl"
    line = json.dumps({**LINE, "body": {**JOB, "filler": ["x" * 1000] * 500}}).encode() + b"\n"
    with path.open("wb") as file:
        for _ in range(25):
            file.write(line)
    aggregator = Aggregator()
    tracemalloc.start()
    with path.open("rb") as file:
        for _, item in read_responses(file, "a.jsonl"):
            assert isinstance(item, Observation)
            aggregator.add(item)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert aggregator.report().responses == 25
    assert peak < 12 * len(line)


def test_too_large_a_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    """One JSON value must fit in memory; the message says what to do."""
    path = tmp_path / "a.har"
    with path.open("wb") as file:
        file.write(b'{"log": \n')
        file.truncate(MAX_FILE_BYTES * 40)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with path.open("rb") as file, pytest.raises(UnreadableFile, match="split"):
        list(read_responses(file, "a.har"))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 6 * MAX_FILE_BYTES / 1024


KEYS = (
    "log entries request response content status url text method "
    "mimeType body operation http_status provider path time id data"
).split()
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=10)
    | st.sampled_from(["openai", "retrieve", "GET"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(KEYS) | st.text(max_size=5),
            inner,
            max_size=6,
        )
    ),
    max_leaves=25,
)


def harmless(content: bytes, **settings: Any) -> None:
    """Read and compare; only `UnreadableFile` and `ConfigurationError` may be raised."""
    aggregator = Aggregator()
    try:
        items = read(content, **settings)
    except UnreadableFile:
        return
    for item in items:
        if isinstance(item, Observation) and item.provider is not None:
            try:
                aggregator.add(item)
            except ConfigurationError:
                continue
    json.dumps(aggregator.report().to_dict(), allow_nan=False)


@settings(max_examples=150)
@given(
    json_values, st.sampled_from(["json", "jsonl", "har", None]), st.sampled_from(["retrieve", "list", "create", None])
)
def test_any_json_is_harmless(value: Any, form: Any, operation: str | None) -> None:
    """No JSON, of whatever shape, ends in a traceback."""
    harmless(json.dumps(value).encode(), form=form, provider="openai", operation=operation)


@settings(max_examples=100)
@given(
    json_values,
    st.sampled_from([200, 201, 204, 404, 500]),
    st.sampled_from(["retrieve", "list", "create", "delete", "content"]),
)
def test_any_response_is_harmless(body: Any, status: int, operation: str) -> None:
    """Nor is any body of any operation."""
    line = {
        "provider": "cometapi" if operation != "list" and operation != "delete" else "litellm",
        "operation": operation,
        "status": status,
        "body": body,
    }
    line["operation"] = operation if operation != "delete" else "remix"
    harmless(json.dumps(line).encode())


@settings(max_examples=150)
@given(
    st.binary(max_size=200)
    | st.text(max_size=80).map(lambda text: f'{{"operation": "retrieve", "status": 200, {text}'.encode())
)
def test_any_bytes_are_harmless(content: bytes) -> None:
    """No bytes end in a traceback."""
    harmless(content, provider="openai")
