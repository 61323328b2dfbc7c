"""Partial files: one writer, bytes of one clip, a durable rename; on POSIX and on Windows."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.jobs.conftest import Either
from tests.jobs.stub_server import CLIP, DIALECT, URL_DIALECT, ReceivedRequest, StubResponse
from videojobs import DownloadError
from videojobs.dialect import Dialect
from videojobs.jobs.download import file_lock
from videojobs.jobs.download.partial_file import Identity, Origin, PartialFile
from videojobs.testing import virtual_time

IDENTITY = Identity(provider="wired", id="video_1", variant="video")
ORIGIN = Origin(url="http://x/", etag='"v1"', total=6)
WHOLE = StubResponse(200, CLIP, {"Content-Type": "video/mp4"})


class WindowsFiles:
    """Emulates on POSIX how Windows treats open files: they cannot be renamed, replaced or removed."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._open: dict[int, Path] = {}
        self._temporary: set[int] = set()
        self._system = {name: getattr(os, name) for name in ("open", "close", "replace", "unlink")}
        for name in self._system:
            monkeypatch.setattr(os, name, getattr(self, f"_{name}_file"))
        for name in ("O_NOFOLLOW", "O_NONBLOCK"):
            monkeypatch.delattr(os, name)
        # Deletes a file when it is closed; no flag of Linux has this value.
        monkeypatch.setattr(os, "O_TEMPORARY", 1 << 30, raising=False)
        monkeypatch.setattr(file_lock, "fcntl", None)

    def _open_file(self, path: Any, flags: int, *arguments: Any, **options: Any) -> int:
        if os.path.isdir(path):
            raise PermissionError(13, "Permission denied")
        fd: int = self._system["open"](path, flags & ~(1 << 30), *arguments, **options)
        self._open[fd] = Path(path)
        if flags & 1 << 30:
            self._temporary.add(fd)
        return fd

    def _close_file(self, fd: int) -> None:
        path = self._open.pop(fd, None)
        self._system["close"](fd)
        if path is not None and fd in self._temporary:
            self._temporary.discard(fd)
            self._system["unlink"](path)

    def _refuse_open(self, *paths: Any) -> None:
        for fd, path in list(self._open.items()):
            try:
                os.fstat(fd)
            except OSError:
                del self._open[fd]  # closed by a file object
                continue
            if path in map(Path, paths):
                raise PermissionError(13, "The process cannot access the file")

    def _replace_file(self, source: Any, target: Any, **options: Any) -> None:
        self._refuse_open(source, target)
        self._system["replace"](source, target, **options)

    def _unlink_file(self, path: Any, **options: Any) -> None:
        self._refuse_open(path)
        self._system["unlink"](path, **options)


@pytest.fixture(params=["posix", "windows"])
def system(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The file system's rules: those of this machine, or emulated ones of Windows."""
    if request.param == "windows":
        WindowsFiles(monkeypatch)
    return str(request.param)


@pytest.fixture
def part(path: Path) -> Iterator[PartialFile]:
    """A partial file that is being written."""
    part = PartialFile.open(path, IDENTITY)
    part.begin(ORIGIN)
    part.append(b"abc")
    yield part
    part.close()


def names(path: Path) -> list[str]:
    """Return the names in the folder of a path."""
    return sorted(item.name for item in path.parent.iterdir())


@pytest.mark.usefixtures("system")
def test_a_refused_download_leaves_the_file_of_the_other_alone(part: PartialFile, path: Path) -> None:
    """The first one goes on and gets the final name; the third download starts anew."""
    for _ in range(2):
        with pytest.raises(DownloadError, match="another download"):
            PartialFile.open(path, IDENTITY)
    part.append(b"def")
    part.commit()
    part.close()
    assert path.read_bytes() == b"abcdef" and names(path) == ["clip.mp4"]
    third = PartialFile.open(path, IDENTITY)
    assert third.size == 0
    third.close()
    assert names(path) == ["clip.mp4"]


def test_an_empty_partial_file_of_another_download_is_not_removed(path: Path) -> None:
    """The first download may not have received a byte yet."""
    part = PartialFile.open(path, IDENTITY)
    with pytest.raises(DownloadError, match="another download"):
        PartialFile.open(path, IDENTITY)
    part.begin(ORIGIN)
    part.append(b"abcdef")
    part.commit()
    part.close()
    assert path.read_bytes() == b"abcdef" and names(path) == ["clip.mp4"]


def test_a_second_download_to_the_name_costs_the_first_one_nothing(call: Either, path: Path) -> None:
    """It is started while the server prepares the first response, and while the rest is requested."""
    refused: list[str] = []

    def reply(request: ReceivedRequest) -> StubResponse:
        with pytest.raises(DownloadError) as caught:
            call("download", "video_1", path)
        refused.append(caught.value.message)
        if "range" not in request.headers:
            return StubResponse(200, CLIP, {"ETag": '"v1"'}, cut=50_000)
        span = f"bytes 50000-{len(CLIP) - 1}/{len(CLIP)}"
        return StubResponse(206, CLIP[50_000:], {"ETag": '"v1"', "Content-Range": span})

    call.server.respond_with(reply)
    with virtual_time():
        assert call("download", "video_1", path).bytes == len(CLIP)
    assert path.read_bytes() == CLIP and names(path) == ["clip.mp4"]
    assert len(refused) == 2 and all("another download" in message for message in refused)


@pytest.mark.usefixtures("system")
def test_interrupted_downloads_are_resumed(part: PartialFile, path: Path) -> None:
    """Closing keeps the bytes and releases the lock."""
    part.close()
    assert names(path) == ["clip.mp4.part", "clip.mp4.part.json"]
    again = PartialFile.open(path, IDENTITY)
    assert (again.size, again.origin) == (3, ORIGIN)
    again.append(b"def")
    again.commit()
    again.close()
    assert path.read_bytes() == b"abcdef" and names(path) == ["clip.mp4"]


@pytest.mark.usefixtures("system")
def test_a_clip_replaces_an_older_one(call: Either, path: Path) -> None:
    """Under the rules of either system, and for each kind of client."""
    path.write_bytes(b"old")
    call.server.respond_with(WHOLE)
    call("download", "video_1", path)
    assert path.read_bytes() == CLIP and names(path) == ["clip.mp4"]


def test_a_replaced_partial_file_does_not_get_the_final_name(part: PartialFile, path: Path) -> None:
    """Another program may have put its own file there: those bytes were not checked, and are not ours to remove."""
    part.append(b"def")
    part.path.unlink()
    part.path.write_bytes(b"half")
    with pytest.raises(DownloadError, match="replaced"):
        part.commit()
    part.close()
    assert not path.exists() and part.path.read_bytes() == b"half"


def test_closing_removes_no_file_of_another_program(path: Path) -> None:
    """Though this one is empty, and would be removed."""
    part = PartialFile.open(path, IDENTITY)
    part.path.unlink()
    part.path.write_bytes(b"foreign")
    part.close()
    assert part.path.read_bytes() == b"foreign" and names(path) == ["clip.mp4.part"]


def test_a_removed_partial_file_is_an_error(part: PartialFile, path: Path) -> None:
    """Nothing is there to be renamed."""
    part.path.unlink()
    with pytest.raises(DownloadError, match="replaced or removed"):
        part.commit()
    part.close()
    assert not path.exists()


def test_a_lock_file_that_was_removed_meanwhile_locks_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The download before this one removes its lock file between this one's open and flock."""
    fcntl = file_lock.fcntl
    assert fcntl is not None
    flock, removed = fcntl.flock, []

    def remove_first(fd: int, operation: int) -> None:
        if not removed:
            removed.append(os.unlink(f"{path}.part.lock"))
        flock(fd, operation)

    monkeypatch.setattr(fcntl, "flock", remove_first)
    part = PartialFile.open(path, IDENTITY)
    with pytest.raises(DownloadError, match="another download"):
        PartialFile.open(path, IDENTITY)
    part.close()
    assert removed and names(path) == []


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_forked_child_does_not_keep_the_lock(path: Path) -> None:
    """A program that is killed may leave workers that it forked during a download; its lock ends with it."""
    lock = file_lock.FileLock.acquire(path)
    (released, report), (hold, end) = os.pipe(), os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.close(end)
            lock.release()
            os.write(report, b".")
            os.read(hold, 1)  # it lives longer than its parent's descriptor
        finally:
            os._exit(0)
    os.close(report)
    try:
        assert os.read(released, 1) == b"."
        with pytest.raises(DownloadError, match="another download"):
            file_lock.FileLock.acquire(path)
        os.close(lock._fd)  # as the kernel does when a process is killed
        lock._fd = -1
        file_lock.FileLock.acquire(path).release()
    finally:
        for descriptor in (end, hold, released):
            os.close(descriptor)
        os.waitpid(pid, 0)


def test_a_foreign_file_of_the_temporary_name_is_kept(call: Either, path: Path) -> None:
    """Browsers and other tools write ``NAME.part`` too; without our record beside it, it is not emptied."""
    foreign = path.with_name("clip.mp4.part")
    foreign.write_bytes(b"precious")
    call.server.respond_with(WHOLE)
    with pytest.raises(DownloadError, match="not of a download"):
        call("download", "video_1", path)
    assert foreign.read_bytes() == b"precious" and names(path) == ["clip.mp4.part"] and call.server.requests == []


def test_a_foreign_file_of_the_lock_s_name_is_kept(path: Path) -> None:
    """A lock file is empty; one with content is another program's."""
    foreign = path.with_name("clip.mp4.part.lock")
    foreign.write_bytes(b"1234")
    with pytest.raises(DownloadError, match="not of a download"):
        PartialFile.open(path, IDENTITY)
    assert foreign.read_bytes() == b"1234" and names(path) == ["clip.mp4.part.lock"]


@pytest.mark.parametrize("kind", ["fifo", "socket", "link to a fifo", "/dev/null"])
def test_only_files_are_targets(call: Either, path: Path, kind: str) -> None:
    """A rename would put a file in the place of a device or a FIFO, which other programs use."""
    target = path
    if kind == "socket":
        with socket.socket(socket.AF_UNIX) as unix:
            unix.bind(str(path))
    elif kind.startswith("/dev"):
        target = Path(kind)
    else:
        os.mkfifo(path)
    if kind.startswith("link"):
        target = path.with_name("link.mp4")
        target.symlink_to(path)
    before = names(path)
    call.server.respond_with(WHOLE)
    with pytest.raises(DownloadError, match="regular file"):
        call("download", "video_1", target)
    assert call.server.requests == [] and names(path) == before


@pytest.mark.parametrize("dialect", [DIALECT, URL_DIALECT])
@pytest.mark.parametrize(
    "name", ["a\0b", "folder", "x" * 256, "x" * 243, "missing/clip.mp4", "clip.mp4/clip.mp4", "\ud800"]
)
def test_impossible_paths_are_refused_before_a_request(call: Either, path: Path, name: str, dialect: Dialect) -> None:
    """A name of 243 bytes leaves no room for those of the temporary files."""
    call.dialect = dialect
    path.write_bytes(b"old")
    (path.parent / "folder").mkdir()
    before = names(path)
    call.server.respond_with(WHOLE)
    with pytest.raises(DownloadError):
        call("download", "video_1", path.parent / name)
    assert call.server.requests == [] and names(path) == before and path.read_bytes() == b"old"


def test_a_folder_without_the_right_to_write_is_refused_before_a_request(
    call: Either, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the job is retrieved first, for its URL."""
    call.dialect = URL_DIALECT
    real_open = os.open

    def refuse(file: Any, flags: int, *arguments: Any, **options: Any) -> int:
        if flags & os.O_CREAT:
            raise PermissionError(13, "Permission denied")
        return real_open(file, flags, *arguments, **options)

    monkeypatch.setattr(os, "open", refuse)
    call.server.respond_with(WHOLE)
    with pytest.raises(DownloadError, match="Permission denied"):
        call("download", "video_1", path)
    assert call.server.requests == []


def test_the_file_is_synced_before_it_is_renamed(
    part: PartialFile, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the folder afterwards; else a crash could leave the final name with an empty file."""
    events: list[tuple[str, int]] = []
    fsync, replace = os.fsync, os.replace

    def record_fsync(fd: int) -> None:
        events.append(("fsync", os.fstat(fd).st_ino))
        fsync(fd)

    def record_replace(source: Any, target: Any) -> None:
        events.append(("replace", os.stat(source).st_ino))
        replace(source, target)

    monkeypatch.setattr(os, "fsync", record_fsync)
    monkeypatch.setattr(os, "replace", record_replace)
    part.commit()
    inode, folder = path.stat().st_ino, path.parent.stat().st_ino
    assert events == [("fsync", inode), ("replace", inode), ("fsync", folder)]


def test_the_record_of_the_origin_is_synced_before_it_has_its_name(
    part: PartialFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bytes without a record are another program's: a crash that lost the record would block later downloads."""
    events: list[str] = []
    fsync, replace = os.fsync, Path.replace

    def record_fsync(fd: int) -> None:
        events.append(f"fsync {os.fstat(fd).st_ino}")
        fsync(fd)

    def record_replace(source: Path, target: Path) -> Path:
        events.append(f"replace {source.stat().st_ino}")
        return replace(source, target)

    monkeypatch.setattr(os, "fsync", record_fsync)
    monkeypatch.setattr(Path, "replace", record_replace)
    part.begin(Origin(url="https://api.example.com", etag='"v1"'))
    inode = part.sidecar.stat().st_ino
    assert events == [f"fsync {inode}", f"replace {inode}"]


def test_a_clip_that_does_not_fit_on_the_disk_is_refused(
    call: Either, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before a byte is written; a resumed one needs space for its rest only."""

    def usage(free: int) -> Any:
        return lambda _: shutil._ntuple_diskusage(2**40, 2**40 - free, free)

    monkeypatch.setattr(shutil, "disk_usage", usage(len(CLIP) - 1))
    call.server.respond_with(WHOLE)
    with pytest.raises(DownloadError, match="bytes left, the file needs"):
        call("download", "video_1", path)
    assert names(path) == []
    monkeypatch.setattr(shutil, "disk_usage", usage(len(CLIP)))
    call("download", "video_1", path)
    path.unlink()
    part = PartialFile.open(path, IDENTITY)
    part.begin(Origin(url="x", etag='"v1"', total=len(CLIP)))
    part.append(CLIP[:1000])
    part.close()

    def rest(request: ReceivedRequest) -> StubResponse:
        assert request.headers["range"] == "bytes=1000-"
        span = f"bytes 1000-{len(CLIP) - 1}/{len(CLIP)}"
        return StubResponse(206, CLIP[1000:], {"ETag": '"v1"', "Content-Range": span})

    monkeypatch.setattr(shutil, "disk_usage", usage(len(CLIP) - 1000))
    call.server.respond_with(rest)
    call("download", "video_1", path)
    assert path.read_bytes() == CLIP


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no FIFOs")
def test_a_fifo_is_not_even_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """To open a device may do something: rewind a tape, or reset a board."""
    os.mkfifo(tmp_path / "clip.mp4.part")
    opened: list[Path] = []
    real_open = os.open

    def record(path: Any, *arguments: Any, **options: Any) -> int:
        opened.append(Path(path))
        return real_open(path, *arguments, **options)

    monkeypatch.setattr(os, "open", record)
    with pytest.raises(DownloadError, match="no regular file"):
        PartialFile.open(tmp_path / "clip.mp4", IDENTITY)
    assert tmp_path / "clip.mp4.part" not in opened


def test_a_symbolic_link_is_refused_without_the_flag_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows has no O_NOFOLLOW."""
    monkeypatch.delattr(os, "O_NOFOLLOW", raising=False)
    target = tmp_path / "other.bin"
    target.write_bytes(b"")
    (tmp_path / "clip.mp4.part").symlink_to(target)
    with pytest.raises(DownloadError, match="symbolic link"):
        PartialFile.open(tmp_path / "clip.mp4", IDENTITY)
