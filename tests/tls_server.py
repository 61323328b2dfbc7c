"""A server on loopback over TLS, with a certificate made for it."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
from pathlib import Path

import pytest

from tests.raw_server import RawServer, Script

needs_openssl = pytest.mark.skipif(shutil.which("openssl") is None, reason="no program here makes a certificate")


class TlsServer(RawServer):
    """Passes each TLS connection to a script, with the request as received.

    Attributes:
        certificate: File with the certificate that it presents.
    """

    def __init__(self, script: Script, folder: Path) -> None:
        key, self.certificate = folder / "key.pem", folder / "cert.pem"
        subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "2"]
        command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
        subprocess.run([*command, "-keyout", key, "-out", self.certificate, *subject], check=True, capture_output=True)
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(self.certificate, key)
        self._secure: ssl.SSLSocket | None = None

        def respond(_: socket.socket, request: bytes) -> None:
            assert self._secure is not None
            with self._secure as secure:
                script(secure, request)

        super().__init__(respond)
        self.url = self.url.replace("http:", "https:")

    def _read(self, peer: socket.socket) -> bytes:
        self._secure = self._context.wrap_socket(peer.dup(), server_side=True)
        return super()._read(self._secure)
