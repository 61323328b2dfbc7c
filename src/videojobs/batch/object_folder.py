"""Put the clips of a batch and its manifest into an object store, through fsspec."""

from __future__ import annotations

import os
import re
from collections.abc import Generator, Iterable
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from videojobs.batch.clip_folder import ClipFolder
from videojobs.batch.file_names import MANIFEST
from videojobs.errors import ConfigurationError, DownloadError, TransportError, printable

_CHUNK = 1024 * 1024
_SECRET_NAME = re.compile(r"secret|token|password|key|credential|sas", re.IGNORECASE)
_MIN_SECRET = 8
_INSTALL = "pip install 'videojobs[objects]' and the fsspec package of the store, such as s3fs"


def is_url(folder: object) -> bool:
    """Whether a target is the URL of an object store, and not a folder."""
    return isinstance(folder, str) and "://" in folder


class ObjectFolder(ClipFolder):
    """A prefix in an object store, and the folder on this machine where clips are downloaded and checked.

    Args:
        url: The prefix, such as ``s3://bucket/prefix``.
        work_folder: The folder on this machine.

    Raises:
        ConfigurationError: The URL holds credentials, or no installed package can use it.
    """

    def __init__(self, url: str, work_folder: str | os.PathLike[str]) -> None:
        super().__init__(work_folder)
        self._url = url.rstrip("/")
        self._files, self._root = _file_system(self._url)
        self._sizes: dict[str, int] | None = None

    def __str__(self) -> str:
        return self._url

    def url(self, name: str) -> str:
        """Return the URL of a clip."""
        return f"{self._url}/{name}"

    def create(self) -> None:
        """Create the folder on this machine, and list the prefix, so that a wrong address or key is found at once."""
        super().create()
        self._listed()

    def check_unused(self) -> None:
        """Check that no other batch has its manifest here: it would be replaced.

        Raises:
            ConfigurationError: One has.
        """
        if MANIFEST in self._listed():
            raise ConfigurationError(
                f"{self.url(MANIFEST)} is the manifest of another batch, whose record is not in {self.folder}; "
                "choose another prefix, or go on where that batch was started"
            )

    def exists(self, name: str) -> bool:
        """Whether there is an object, or a file on its way, of the name of a clip."""
        return name in self._listed() or super().exists(name)

    def size(self, name: str) -> int | None:
        """Return the length of the object; a file that was left behind after its upload is removed."""
        size = self._listed().get(name)
        if size is None:  # another worker may have uploaded it meanwhile
            with self._errors(f"{self.url(name)} cannot be looked up"), suppress(FileNotFoundError):
                size = int(self._files.size(f"{self._root}/{name}"))
        if size is not None and super().size(name) == size:
            self.path(name).unlink(missing_ok=True)
        return size

    def keep(self, name: str) -> None:
        """Upload a clip, and remove its file. An object that exists is never replaced.

        Raises:
            ConfigurationError: The store refuses the upload.
            TransportError: The upload failed; the file stays for the next one.
            DownloadError: There is another object of that name.
        """
        path, target = self.path(name), f"{self._root}/{name}"
        length = path.stat().st_size
        with self._errors(f"{self.url(name)} cannot be written; the clip is in {path}"):
            try:
                # Some stores ignore the condition of an upload with `create`, so that this comes before it.
                if self._files.exists(target):
                    raise FileExistsError
                self._files.put_file(str(path), target, mode="create")
            except FileExistsError:
                # Of an upload whose response was lost, or after which the program was killed.
                if not self._is_equal(path, target):
                    message = f"{self.url(name)} exists, and is another file; nothing is replaced"
                    raise DownloadError(f"{message}. The clip is in {path}") from None
            self._files.invalidate_cache()
            size = self._files.size(target)
            if size != length:
                raise OSError(f"{size} of {length} bytes arrived")
        path.unlink(missing_ok=True)

    def write_manifest(self, lines: Iterable[str]) -> Path:
        """Write the manifest to the folder on this machine, upload it, and return the path of the former."""
        path = super().write_manifest(lines)
        with self._errors(f"{self.url(MANIFEST)} cannot be written; the manifest is in {path}"):
            self._files.put_file(str(path), f"{self._root}/{MANIFEST}", mode="overwrite")
        return path

    def _listed(self) -> dict[str, int]:
        """Return the lengths of the objects by their names, as they were when the batch was opened."""
        if self._sizes is None:
            with self._errors(f"{self._url} cannot be listed"):
                self._files.invalidate_cache()
                entries: list[dict[str, Any]] = []
                with suppress(FileNotFoundError):  # the prefix of no object
                    entries = self._files.ls(self._root, detail=True)
            files = [entry for entry in entries if entry["type"] == "file"]
            self._sizes = {str(entry["name"]).rpartition("/")[2]: int(entry["size"]) for entry in files}
        return self._sizes

    def _is_equal(self, path: Path, target: str) -> bool:
        with path.open("rb") as clip, self._files.open(target, "rb") as uploaded:
            while True:
                chunk = clip.read(_CHUNK)
                if uploaded.read(_CHUNK) != chunk:
                    return False
                if not chunk:
                    return True

    @contextmanager
    def _errors(self, message: str) -> Generator[None]:
        """Turn the exceptions of a store into errors: each package has its own, some of them not even an `OSError`."""
        try:
            yield
        except DownloadError:
            raise
        except Exception as error:  # noqa: BLE001 - of any package; with its type and text it becomes one of ours
            text = f"{message}: {type(error).__name__}: {self._masked(str(error))}"
            # A wrong bucket, key or right is wrong for all clips.
            if isinstance(error, PermissionError | FileNotFoundError | NotImplementedError) or "Credential" in text:
                raise ConfigurationError(text) from None
            raise TransportError(text) from None

    def _masked(self, text: str) -> str:
        """Return the text of a foreign exception without the credentials of the store."""
        settings = {**os.environ, **self._files.storage_options}
        secrets = [str(value) for name, value in settings.items() if _SECRET_NAME.search(str(name))]
        for secret in sorted(filter(lambda value: len(value) >= _MIN_SECRET, secrets), key=len, reverse=True):
            text = text.replace(secret, "***")
        return printable(text, 500)


def _file_system(url: str) -> tuple[Any, str]:
    """Return fsspec's file system for a URL, and the path in it."""
    parts = urlsplit(url)
    if parts.username is not None or parts.password is not None or parts.query or "::" in url:
        raise ConfigurationError(
            f"{parts.scheme}://...: pass the address alone, as s3://bucket/prefix; credentials come from the "
            "environment or the configuration of the store's package, since the manifest has the URL"
        )
    if parts.scheme in ("file", "local") or not parts.netloc:
        raise ConfigurationError(f"{printable(url, 300)} is no prefix in an object store, such as s3://bucket/prefix")
    try:
        from fsspec.core import url_to_fs  # type: ignore[import-untyped]  # pyright: ignore[reportMissingTypeStubs]

        files, root = url_to_fs(url)
    except ImportError as error:
        raise ConfigurationError(f"{printable(url, 300)}: {printable(str(error), 200)}: {_INSTALL}") from error
    except ValueError as error:  # fsspec knows no such scheme
        message = (
            f"{printable(url, 300)}: {printable(str(error), 200)}; pass a folder, or a URL such as s3://bucket/prefix"
        )
        raise ConfigurationError(message) from error
    return files, str(root).rstrip("/")
