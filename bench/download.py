"""CPU and memory of downloading a clip to the disk, plain and over TLS, with curl as the measure.

``BENCH_MIB`` sets the size of the clip. Server and clients are processes of their own; each client's work is measured
without its start and imports, curl's as a whole. The rounds of all clients are interleaved.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from attrs import frozen

from bench.timing import HOME, Row, environment_of, show

MIB = 1024 * 1024
ROUNDS = 5

_SERVER = """
import socket, ssl, sys, threading
certificate, size = sys.argv[1], int(sys.argv[2])
def box(name, length):
    return length.to_bytes(4, "big") + name if length < 2**32 else b"\\0\\0\\0\\1" + name + length.to_bytes(8, "big")
start = box(b"ftyp", 16) + b"isom\\0\\0\\2\\0" + box(b"moov", 8)
start += box(b"mdat", size - len(start))
head = f"HTTP/1.1 200 OK\\r\\nContent-Type: video/mp4\\r\\nContent-Length: {size}\\r\\nConnection: close\\r\\n\\r\\n"
block = bytes(1024 * 1024)

def serve(peer, context):
    try:
        send(peer, context)
    except OSError:
        pass  # the client has seen enough

def send(peer, context):
    with peer:
        if context is not None:
            peer = context.wrap_socket(peer, server_side=True)
        while b"\\r\\n\\r\\n" not in peer.recv(65536):
            pass
        peer.sendall(head.encode() + start)
        left = size - len(start)
        while left:
            piece = memoryview(block)[:left]
            peer.sendall(piece)
            left -= len(piece)
        peer.close()

def listen(context):
    listener = socket.create_server(("127.0.0.1", 0))
    # One write: the lines of two threads must not be mixed.
    sys.stdout.write(f"http{'s' if context else ''}://127.0.0.1:{listener.getsockname()[1]}/v1\\n")
    sys.stdout.flush()
    while True:
        threading.Thread(target=serve, args=(listener.accept()[0], context), daemon=True).start()

tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
tls.load_cert_chain(certificate)
threading.Thread(target=listen, args=(None,), daemon=True).start()
listen(tls)
"""

_BEFORE = """
import asyncio, resource, sys, time
url, path = sys.argv[1:]
"""
_MEASURED = """
def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
work()  # the code that is loaded at the first use
before, cpu = peak(), time.process_time()
work(PATH)
print(time.process_time() - cpu, peak() - before)
"""
_PROGRAMS = {
    "httpx, iter_raw()": """
import httpx
client = httpx.Client()
def work(small=False):
    with client.stream("GET", url + "/videos/v/content", headers={"Accept-Encoding": "identity"}) as response:
        with open(path, "wb", buffering=0) as file:
            for chunk in response.iter_raw():
                file.write(chunk)
                if small:
                    break
""",
    "VideoClient": """
from videojobs import VideoClient, DownloadError
client = VideoClient("openai", api_key="x", base_url=url)
def work(small=False):
    try:
        client.download("v", path, max_bytes=1 if small else None)
    except DownloadError:
        pass
""",
    "AsyncVideoClient": """
from videojobs import AsyncVideoClient, DownloadError
client = AsyncVideoClient("openai", api_key="x", base_url=url)
runner = asyncio.Runner()
def work(small=False):
    try:
        runner.run(client.download("v", path, max_bytes=1 if small else None))
    except DownloadError:
        pass
""",
}


@frozen
class Result:
    """What one download took.

    Attributes:
        seconds: CPU.
        peak: Bytes by which the process grew, if known.
    """

    seconds: float
    peak: int = 0


def run() -> None:
    """Print a table for plain HTTP and one for TLS."""
    size = int(os.environ.get("BENCH_MIB", "256")) * MIB
    with tempfile.TemporaryDirectory(prefix="videojobs-bench-") as name:
        folder = Path(name)
        certificate = _make_certificate(folder)
        with _server(certificate, size) as (plain, tls):
            for title, url in (("plain", plain), ("TLS", tls)):
                _compare(f"Downloading {size // MIB} MiB, {title}", url, certificate, folder / "clip.mp4", size)


def _compare(title: str, url: str, certificate: Path, path: Path, size: int) -> None:
    results: dict[str, list[Result]] = {name: [] for name in ("curl", *_PROGRAMS)}
    for _ in range(ROUNDS):
        for name, measured in results.items():
            measured.append(_measure(name, url, certificate, path))
            assert path.stat().st_size == size, name
            path.unlink()
    rows = []
    for name, measured in results.items():
        peak = max(result.peak for result in measured) / MIB
        note = "" if name == "curl" else f"memory +{peak:.1f} MiB"
        rows.append(Row(name, median(result.seconds for result in measured), note))
    show(title, "s of CPU", rows, against="curl")


def _measure(name: str, url: str, certificate: Path, path: Path) -> Result:
    if name == "curl":
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        command = ["curl", "--silent", "--fail", "--cacert", str(certificate), "--output", str(path)]
        subprocess.run([*command, f"{url}/videos/v/content"], check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return Result(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    measured = _MEASURED.replace("work()", "work(small=True)").replace("PATH", "")
    environment = {**environment_of(), "SSL_CERT_FILE": str(certificate)}
    done = subprocess.run(
        [sys.executable, "-c", _BEFORE + _PROGRAMS[name] + measured, url, str(path)],
        check=True,
        env=environment,
        cwd=HOME,
        capture_output=True,
        text=True,
    )
    seconds, peak = done.stdout.split()
    return Result(float(seconds), int(peak))


def _make_certificate(folder: Path) -> Path:
    """Return a file with a certificate for 127.0.0.1 and its key."""
    if shutil.which("openssl") is None or shutil.which("curl") is None:
        raise SystemExit("this benchmark needs the programs openssl and curl")
    path = folder / "certificate.pem"
    names = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "2"]
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    subprocess.run([*command, "-keyout", path, "-out", folder / "c.pem", *names], check=True, capture_output=True)
    path.write_bytes(path.read_bytes() + (folder / "c.pem").read_bytes())
    return path


@contextmanager
def _server(certificate: Path, size: int) -> Generator[tuple[str, str]]:
    """Serve a clip at two addresses: plain and over TLS."""
    command = [sys.executable, "-c", _SERVER, str(certificate), str(size)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        try:
            urls = sorted(process.stdout.readline().decode().strip() for _ in range(2))
            yield urls[0], urls[1]
        finally:
            process.terminate()
