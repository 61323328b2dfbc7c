"""``python -m bench.clip_server CERTIFICATE SIZE``: serve one clip, and take uploads, plain and over TLS.

It prints its two URLs. A GET is answered with a clip of SIZE bytes, and each other request with a job, when its body
has been received.
"""

from __future__ import annotations

import re
import socket
import ssl
import sys
from threading import Thread

_BLOCK = bytes(1024 * 1024)
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_JOB = b'{"id":"video_1","object":"video","status":"queued","created_at":1773296991,"model":"m","seconds":"4"}'


def box(name: bytes, length: int) -> bytes:
    """Return the header of a box of an MP4 file."""
    if length < 2**32:
        return length.to_bytes(4, "big") + name
    return b"\0\0\0\1" + name + length.to_bytes(8, "big")


def serve(peer: socket.socket, context: ssl.SSLContext | None, size: int) -> None:
    """Answer one request, and close the connection."""
    try:
        with peer:
            if context is None:
                respond(peer, size)
            else:
                with context.wrap_socket(peer, server_side=True) as encrypted:
                    respond(encrypted, size)
    except OSError:
        pass  # the client closed the connection, having read enough


def respond(peer: socket.socket, size: int) -> None:
    """Answer the request of a connection."""
    received = b""
    while b"\r\n\r\n" not in received:
        received += peer.recv(65536)
    if received.startswith(b"GET "):
        send_clip(peer, size)
        return
    head, _, rest = received.partition(b"\r\n\r\n")
    length = _LENGTH.search(head)
    assert length is not None
    if b"100-continue" in head.lower():
        peer.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
    left = int(length[1]) - len(rest)
    buffer = bytearray(len(_BLOCK))
    while left > 0:
        left -= peer.recv_into(buffer)
    send_head(peer, b"application/json", len(_JOB))
    peer.sendall(_JOB)


def send_head(peer: socket.socket, media_type: bytes, length: int) -> None:
    """Send status and headers."""
    fields = b"Content-Type: %s\r\nContent-Length: %d\r\nConnection: close" % (media_type, length)
    peer.sendall(b"HTTP/1.1 200 OK\r\n" + fields + b"\r\n\r\n")


def send_clip(peer: socket.socket, size: int) -> None:
    """Send an MP4 file of so many bytes."""
    start = box(b"ftyp", 16) + b"isom\0\0\2\0" + box(b"moov", 8)
    start += box(b"mdat", size - len(start))
    send_head(peer, b"video/mp4", size)
    peer.sendall(start)
    left = size - len(start)
    while left:
        piece = memoryview(_BLOCK)[:left]
        peer.sendall(piece)
        left -= len(piece)


def listen(context: ssl.SSLContext | None, size: int) -> None:
    """Print the URL, and answer each connection in a thread."""
    listener = socket.create_server(("127.0.0.1", 0))
    scheme = "http" if context is None else "https"
    # One write: the lines of two threads must not be mixed.
    sys.stdout.write(f"{scheme}://127.0.0.1:{listener.getsockname()[1]}/v1\n")
    sys.stdout.flush()
    while True:
        peer, _ = listener.accept()
        Thread(target=serve, args=(peer, context, size), daemon=True).start()


if __name__ == "__main__":
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(sys.argv[1])
    Thread(target=listen, args=(None, int(sys.argv[2])), daemon=True).start()
    listen(tls, int(sys.argv[2]))
