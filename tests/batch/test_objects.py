"""A batch whose clips go to an object store: each is paid for once, uploaded when it is complete, and replaces nothing."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fsspec
import pytest
from fsspec.implementations.memory import MemoryFileSystem

from tests.batch.conftest import Batches
from tests.ledger.provider import clip_of
from videojobs import ConfigurationError, DownloadError, TransportError
from videojobs.batch import BatchResult, InvalidBatch, Prompt
from videojobs.batch.object_folder import ObjectFolder

LINES = [Prompt(prompt=f"clip {number}") for number in range(3)]


class Objects:
    """Runs a batch whose clips go to a prefix; its folder on this machine is that of the fixture ``batch``."""

    def __init__(self, batch: Batches, url: str) -> None:
        self.batch = batch
        self.url = url
        self.files: Any = fsspec.core.url_to_fs(url)[0]

    def __call__(self, lines: Any = LINES, **options: Any) -> BatchResult:
        """Run it."""
        work_folder = self.batch.folder
        self.batch.folder = self.url  # type: ignore[assignment]
        try:
            return self.batch(lines, work_folder=work_folder, **options)
        finally:
            self.batch.folder = work_folder

    def manifest(self) -> list[dict[str, Any]]:
        """Return the lines of the manifest in the store."""
        return [json.loads(line) for line in self.files.cat_file(f"{self.url}/manifest.jsonl").splitlines()]

    def names(self) -> list[str]:
        """Return the names of the objects."""
        self.files.invalidate_cache()
        return sorted(name.rpartition("/")[2] for name in self.files.ls(self.url, detail=False))

    @property
    def downloads(self) -> int:
        """How many clips were requested."""
        return sum(request.target.endswith("/content") for request in self.batch.server.requests)


@pytest.fixture
def objects(batch: Batches, request: pytest.FixtureRequest) -> Iterator[Objects]:
    """An empty prefix in memory."""
    url = f"memory://bucket/{request.node.name}"
    yield Objects(batch, url)
    MemoryFileSystem.store.clear()


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    """An S3 server on loopback; its address is that of the AWS libraries."""
    server = pytest.importorskip("moto.server").ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    pytest.importorskip("s3fs")
    with pytest.MonkeyPatch.context() as patch:
        server.start()
        host, port = server.get_host_and_port()
        patch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patch.setenv(name, "canary-of-the-store")
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        patch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        fsspec.filesystem("s3").mkdir("bucket")
        yield "s3://bucket"
        server.stop()


def check_complete(objects: Objects) -> None:
    """Check that the objects are the clips, that the manifest describes them, and that no file is left behind."""
    rows = objects.manifest()
    assert [row["prompt"] for row in rows] == [line.prompt for line in LINES]
    for row in rows:
        clip = objects.files.cat_file(row["url"])
        assert row["url"] == f"{objects.url}/{row['file']}" and clip == clip_of(row["id"])
        assert (row["bytes"], row["sha256"]) == (len(clip), hashlib.sha256(clip).hexdigest())
    assert objects.names() == ["00001.mp4", "00002.mp4", "00003.mp4", "manifest.jsonl"]
    assert objects.batch.clips() == {} and objects.batch.manifest() == rows
    assert len(objects.batch.provider.posts) == 3


def test_each_line_becomes_an_object(objects: Objects) -> None:
    """The second run sends nothing."""
    assert objects().is_complete
    check_complete(objects)
    requests = len(objects.batch.server.requests)
    assert objects().is_complete and len(objects.batch.server.requests) == requests
    check_complete(objects)


@pytest.mark.parametrize("batch", ["sync"], indirect=True)
def test_a_bucket(batch: Batches, s3: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The store itself replaces no object of another program; a bucket that is not there is found before the payment."""
    objects = Objects(batch, f"{s3}/clips")
    assert objects().is_complete
    check_complete(objects)
    objects.files.pipe_file(f"{objects.url}/other.mp4", b"another program's")
    with monkeypatch.context() as patch:
        patch.setattr(objects.files, "exists", lambda path: False)
        (batch.folder / "other.mp4").write_bytes(b"a clip")
        with pytest.raises(DownloadError, match="nothing is replaced"):
            ObjectFolder(objects.url, batch.folder).keep("other.mp4")
    assert objects.files.cat_file(f"{objects.url}/other.mp4") == b"another program's"
    requests, batch.folder = len(batch.server.requests), tmp_path / "elsewhere"
    missing = Objects(batch, "s3://missing/clips")
    with pytest.raises(ConfigurationError, match=r"^s3://missing/clips/manifest.jsonl .* does not exist") as caught:
        missing()
    assert len(batch.server.requests) == requests and "canary" not in str(caught.value)


def test_nothing_is_replaced(objects: Objects) -> None:
    """An object in the way, or the manifest of another batch, is found before anything is paid for."""
    objects.files.pipe_file(f"{objects.url}/00002.mp4", b"mine")
    with pytest.raises(InvalidBatch, match=r"00002.mp4 exists; nothing is overwritten"):
        objects()
    objects.files.rm_file(f"{objects.url}/00002.mp4")
    objects.files.pipe_file(f"{objects.url}/manifest.jsonl", b"")
    with pytest.raises(ConfigurationError, match="is the manifest of another batch"):
        objects()
    assert objects.batch.server.requests == []


def test_an_interrupted_upload_is_repeated(objects: Objects, monkeypatch: pytest.MonkeyPatch) -> None:
    """Four times, then by the next run, with the clip that was downloaded; a store that is down stops the batch."""
    with monkeypatch.context() as patch:
        patch.setattr(MemoryFileSystem, "put_file", _failing_for_clips(MemoryFileSystem.put_file))
        result = objects(concurrency=1)
    assert isinstance(result.stopped_by, TransportError) and "the clip is in" in result.stopped_by.message
    assert len(objects.batch.provider.posts) == 1 and len(objects.batch.clips()) == 1
    assert objects().is_complete
    check_complete(objects)
    assert objects.downloads == 3


def _failing_for_clips(put_file: Any) -> Any:
    def put(self: Any, source: str, target: str, **options: Any) -> None:
        if target.endswith(".mp4"):
            raise ConnectionResetError("the store is down")
        put_file(self, source, target, **options)

    return put


def test_an_upload_whose_response_is_lost(objects: Objects, monkeypatch: pytest.MonkeyPatch) -> None:
    """The object is recognised by its content."""
    put_file = MemoryFileSystem.put_file
    lost: list[str] = []

    def put(self: Any, source: str, target: str, **options: Any) -> None:
        put_file(self, source, target, **options)
        if target.endswith("2.mp4") and not lost:
            lost.append(target)
            raise ConnectionResetError

    monkeypatch.setattr(MemoryFileSystem, "put_file", put)
    assert objects().is_complete and lost
    check_complete(objects)


def test_a_program_that_was_killed_after_an_upload(objects: Objects) -> None:
    """Its line is not recorded as done, and its file is gone: the clip is fetched again for nothing, and is the same."""
    assert objects().is_complete
    with sqlite3.connect(objects.batch.folder / "batch.sqlite") as database:
        database.execute("UPDATE lines SET status = 'pending' WHERE number = 2")
    database.close()
    assert objects().is_complete and objects.downloads == 4
    check_complete(objects)


def test_an_object_that_was_deleted_is_fetched_again(objects: Objects) -> None:
    """As a clip that was deleted from a folder."""
    assert objects().is_complete
    objects.files.rm_file(f"{objects.url}/00003.mp4")
    assert objects().is_complete
    check_complete(objects)


@pytest.mark.parametrize("batch", ["sync"], indirect=True)
@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("s3://user:canary-4711@bucket/clips", "pass the address alone"),
        ("abfs://bucket/clips?sig=canary-4711", "pass the address alone"),
        ("simplecache::s3://bucket/clips", "pass the address alone"),
        ("file:///tmp/clips", "is no prefix in an object store"),
        ("s3://", "is no prefix in an object store"),
        ("nothing://bucket/clips", "not known.*; pass a folder, or a URL such as s3:"),
        ("oci://bucket/clips", "pip install"),
    ],
)
def test_addresses_that_cannot_be_used(batch: Batches, url: str, message: str) -> None:
    """The manifest would have the credentials in them."""
    work_folder, batch.folder = batch.folder, url  # type: ignore[assignment]
    with pytest.raises(ConfigurationError, match=message) as caught:
        batch(LINES, work_folder=work_folder)
    assert "canary" not in str(caught.value) and batch.server.requests == []
    with pytest.raises(ConfigurationError, match="pass work_folder="):
        batch(LINES)


def test_no_credential_is_in_a_message(objects: Objects, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exceptions of the stores' packages may hold them."""
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "canary-4711")

    def put(*_: object, **__: object) -> None:
        raise PermissionError("refused for canary-4711")

    monkeypatch.setattr(MemoryFileSystem, "put_file", put)
    with pytest.raises(ConfigurationError, match=r"manifest.jsonl cannot be written.*refused for \*\*\*"):
        objects()
    assert objects.batch.server.requests == []
