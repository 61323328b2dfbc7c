"""Start the servers of the benchmarks on loopback, in processes of their own, whose CPU does not count."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from attrs import frozen

from bench.measure import HOME


@contextmanager
def _started(module: str, *arguments: str, lines: int = 1) -> Generator[list[str]]:
    """Run a server, and yield the first lines that it prints."""
    command = [sys.executable, "-m", module, *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=HOME) as process:
        assert process.stdout is not None
        try:
            yield [process.stdout.readline().strip() for _ in range(lines)]
        finally:
            process.terminate()


@contextmanager
def poll_server(delay: float = 0.0) -> Generator[str]:
    """Serve creates and polls, each response ``delay`` seconds after its request; yield the URL."""
    with _started("bench.poll_server", str(delay)) as [port]:
        yield f"http://127.0.0.1:{port}/v1"


@frozen
class ClipServer:
    """A server of one clip, which takes uploads, too.

    Attributes:
        plain: Its URL.
        tls: Its URL with TLS.
        certificate: The file of its certificate.
    """

    plain: str
    tls: str
    certificate: Path


@contextmanager
def clip_server(size: int) -> Generator[ClipServer | str]:
    """Serve a clip of so many bytes, plain and over TLS; yield a reason if that is not possible here."""
    if shutil.which("openssl") is None:
        yield "the program openssl is not installed"
        return
    with tempfile.TemporaryDirectory(prefix="videojobs-bench-") as folder:
        certificate = _make_certificate(Path(folder))
        with _started("bench.clip_server", str(certificate), str(size), lines=2) as urls:
            plain, tls = sorted(urls)
            yield ClipServer(plain, tls, certificate)


def _make_certificate(folder: Path) -> Path:
    """Return a file with a certificate for 127.0.0.1 and its key."""
    path = folder / "certificate.pem"
    names = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "2"]
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    subprocess.run([*command, "-keyout", path, "-out", folder / "c.pem", *names], check=True, capture_output=True)
    path.write_bytes(path.read_bytes() + (folder / "c.pem").read_bytes())
    return path
